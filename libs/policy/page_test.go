package policy

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nivel/libs/access"
)

// TestPage holds docs/access.md, the matrix as a privacy officer reads it, to
// what the policies say. NIVEL_WRITE_GOLDEN=1 writes it anew.
func TestPage(t *testing.T) {
	name := filepath.Join("..", "..", "docs", "access.md")
	want := page(t, engine(t))
	if os.Getenv("NIVEL_WRITE_GOLDEN") == "1" {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the policies say; NIVEL_WRITE_GOLDEN=1 go test -run TestPage writes it", name)
	}
}

func page(t *testing.T, e *Engine) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(pageHead)
	dataByClass(&b, e)
	workByRelation(&b, e)
	workByRole(&b, e)
	closedDoors(&b, e)
	listPolicies(t, &b)
	return b.String()
}

const pageHead = `# Who may see and do what

Made from the policies in [libs/policy/policies](../libs/policy/policies) by asking them; a test fails when this page is out
of date. Everything that no policy allows is denied. A worker reaches a client's datum only where all of these hold: the role
may do such a thing at all, the class of work tasks covers the service task and the kind of datum, there is a verified relation to
the client now, and nothing shuts it. The class does not count for what a worker was shown on purpose: the offer of a case (offered),
the question that they were asked (consulted), and the documents that a handover names (disclosed). A denial looks like "there is no such thing" unless the worker may read the record (then it says
why) or might break the glass.

In the tables: yes; own = only for who works in that service task; – = no.

`

// dataByClass: which data a class covers, for a social worker who is the holder.
func dataByClass(b *strings.Builder, e *Engine) {
	b.WriteString("## Which data a class of work tasks covers (457/2024)\n\nRead by a social worker who is responsible for the client.\n\n")
	header(b, "datum", access.Classes())
	covers := func(class access.Class, kind string, task access.Task) string {
		return inOwnTask(func(own access.Set[access.Task]) bool {
			a := access.Actor{ID: me, Role: access.SocialWorker, Unit: ours, Classes: access.SetOf(class), Tasks: own}
			r := access.Resource{Kind: kind, Person: someone, Task: task, Relations: []access.Relation{access.Holder}}
			return e.Decide(a, doing(read), r).Allowed
		}, task)
	}
	row := func(kind string, task access.Task) {
		fmt.Fprintf(b, "| %s |", strings.TrimSuffix(kind+", "+string(task), ", "))
		for _, class := range access.Classes() {
			fmt.Fprintf(b, " %s |", covers(class, kind, task))
		}
		b.WriteString("\n")
	}
	row(access.KindBasics, "")
	for _, task := range access.Tasks() {
		row(access.KindCase, task)
	}
	for _, kind := range []string{access.KindPlan, access.KindAssessment, access.KindDecision, access.KindExecution, access.KindDocument} {
		row(kind, access.ChildProtection)
	}
	row(access.KindShelter, access.FamilyServices)
	row(access.KindMediation, access.FamilyLaw)
	row(access.KindTherapy, access.WorkingAge)
	row(access.KindClientTest, access.WorkingAge)
}

// inOwnTask says yes where it holds for any worker, own where only for who works
// in the service task.
func inOwnTask(holds func(own access.Set[access.Task]) bool, task access.Task) string {
	switch {
	case holds(""):
		return "yes"
	case task != "" && holds(access.SetOf(task)):
		return "own"
	}
	return "–"
}

// workByRelation: what a relation opens, for a broad responsibility worker.
func workByRelation(b *strings.Builder, e *Engine) {
	b.WriteString("\n## What a relation opens\n\nFor a social worker with broad responsibility, of the unit that has the client, in child protection. " +
		"\"handover\" and \"consultation\" are the offer and the question themselves.\n\n")
	groups := access.ClientWork()[1:]
	header(b, "relation", groups)
	worker := access.Actor{ID: me, Role: access.SocialWorker, Unit: ours, Classes: access.SetOf(access.BroadResponsibility), Tasks: access.SetOf(access.ChildProtection)}
	for _, relation := range append([]access.Relation{""}, access.Relations()...) {
		fmt.Fprintf(b, "| %s |", orNone(string(relation)))
		for _, group := range groups {
			var open []string
			for _, kind := range []string{access.KindPlan, access.KindHandover, access.KindConsultation} {
				r := access.Resource{Kind: kind, Person: someone, Task: access.ChildProtection, Unit: ours}
				if relation != "" {
					r.Relations = []access.Relation{relation}
				}
				if e.Decide(worker, doing(group), r).Allowed {
					open = append(open, kind)
				}
			}
			fmt.Fprintf(b, " %s |", summary(open, 3))
		}
		b.WriteString("\n")
	}
}

// workByRole: what each role may do where class and relation would allow it.
func workByRole(b *strings.Builder, e *Engine) {
	b.WriteString("\n## What a role may do\n\nWhere class and relation are the best that there are, and nothing shuts it.\n\n")
	header(b, "action", access.Roles())
	for _, group := range access.Groups() {
		fmt.Fprintf(b, "| %s |", group)
		for _, role := range access.Roles() {
			if someoneMay(e, role, group) {
				b.WriteString(" yes |")
			} else {
				b.WriteString(" – |")
			}
		}
		b.WriteString("\n")
	}
}

// someoneMay reports whether role may do it about anything, in any relation.
func someoneMay(e *Engine, role access.Role, group access.Group) bool {
	a := access.Actor{ID: me, Role: role, Unit: ours, Classes: access.SetOf(access.Classes()...), Tasks: access.SetOf(access.Tasks()...)}
	for _, about := range things {
		for _, stands := range standings {
			about.Unit, about.Relations = stands.unit, stands.relations
			if e.Decide(a, doing(group), about).Allowed {
				return true
			}
		}
	}
	return false
}

// closedDoors: what each circumstance does to who may otherwise read.
func closedDoors(b *strings.Builder, e *Engine) {
	b.WriteString("\n## What shuts it\n\nReading a plan of child protection, by a social worker with broad responsibility.\n\n")
	names := []string{"nothing", "relationship ended", "safety non-disclosure", "refusal", "refusal, with a ground on record"}
	header(b, "relation", names)
	worker := access.Actor{ID: me, Role: access.SocialWorker, Unit: ours, Classes: access.SetOf(access.BroadResponsibility), Tasks: access.SetOf(access.ChildProtection)}
	for _, relations := range [][]access.Relation{{access.Holder}, {access.Holder, access.ProtectsData}, {access.Substitute}, {access.Team}, {access.GlassBroken}, {access.DisclosedTo}, {}} {
		var words []string
		for _, relation := range relations {
			words = append(words, string(relation))
		}
		fmt.Fprintf(b, "| %s |", orNone(strings.Join(words, " and ")))
		for _, change := range circumstances {
			r := access.Resource{Kind: access.KindPlan, Person: someone, Task: access.ChildProtection, Unit: ours, Relations: relations}
			change(&r)
			fmt.Fprintf(b, " %s |", map[string]string{"yes": "yes", "glass": "break the glass", "no": "–"}[said(e.Decide(worker, doing(read), r))])
		}
		b.WriteString("\n")
	}
}

func listPolicies(t *testing.T, b *strings.Builder) {
	b.WriteString("\n## The policies\n\n")
	header(b, "policy", []string{"effect", "law"})
	all, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	area, err := delegated(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range append(all, area...) {
		effect := "permits"
		if !r.policy.Effect() {
			effect = "forbids"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", r.id, effect, r.policy.Annotations()["law"])
	}
}

func header[T ~string](b *strings.Builder, first string, columns []T) {
	fmt.Fprintf(b, "| %s |", first)
	for _, column := range columns {
		fmt.Fprintf(b, " %s |", column)
	}
	b.WriteString("\n|" + strings.Repeat("---|", len(columns)+1) + "\n")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// summary names what is open, or says yes where all is.
func summary(open []string, of int) string {
	switch len(open) {
	case 0:
		return "–"
	case of:
		return "yes"
	}
	return strings.Join(open, ", ")
}
