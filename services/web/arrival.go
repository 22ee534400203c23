package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// newArrival answers GET /arrivals/new: an empty form, received now.
func (s *Service) newArrival(v *visit) error {
	f := emptyForm()
	f.typed.Set("received_date", typedDay(calendar.On(v.now)))
	f.typed.Set("received_time", strings.TrimPrefix(v.now.In(calendar.Helsinki()).Format("15.04"), "0"))
	f.typed.Set("identity", "known")
	return v.show(http.StatusOK, arrivalPage(v, f, nil))
}

// registerArrival answers POST /arrivals. What intake refuses comes back with
// everything that was typed.
func (s *Service) registerArrival(v *visit) error {
	f := v.sentForm()
	a, wrong := readArrival(f)
	if len(wrong) > 0 {
		return v.show(http.StatusUnprocessableEntity, arrivalPage(v, f.refusedFor(wrong), nil))
	}
	registered, _, err := edge.Call[contracts.Registered](v.ctx(), s.Intake, edge.Request{
		Method: http.MethodPost, Path: "/arrivals", Body: a, Command: f.command,
	})
	if err == nil {
		return v.goTo(matterPath(registered.Matter), doneWith(registered))
	}
	edge.Note(v.ctx(), err)
	status, _ := statusOf(err)
	no, refused := refusal.As(err)
	if !refused || away(err) { // it may or may not be done: sending it again is the same command
		return v.show(status, arrivalPage(v, f, &refusal.Refusal{Kind: refusal.Busy, Code: "not-answered"}))
	}
	if len(no.Fields) > 0 {
		return v.show(status, arrivalPage(v, f.refusedFor(f.shown(no.Fields)), nil))
	}
	return v.show(status, arrivalPage(v, f.refusedFor(nil), &no))
}

// readArrival turns typed text into values. It judges form only.
func readArrival(f form) (contracts.Arrival, []refusal.Field) {
	n, wrong := readNotification(f)
	r := &reading{form: f, wrong: wrong}
	r.must("way")
	a := contracts.Arrival{
		Notification: n, Way: f.text("way"), Basis: f.text("clock_basis"), Unit: f.text("unit"), Consent: f.text("consent"),
		PendingSince: r.day("pending_since"), LastClientDay: r.day("last_client_day"), ExpectedBirth: r.day("expected_birth"),
	}
	if a.Way == "anticipatory" { // an unborn child has no identity code
		a.Basis, a.Child.IdentityCode, a.Child.BirthDate = "", "", ""
		r.wrong = slices.DeleteFunc(r.wrong, func(w refusal.Field) bool { return w.Name == "child.identity_code" })
	}
	return a, r.wrong
}

// queues are the units that have a queue of their own.
func (v *visit) queues() []area.Unit {
	return slices.DeleteFunc(slices.Clone(v.Area.Units), func(u area.Unit) bool {
		return !slices.ContainsFunc(v.Area.Workers, func(w area.Worker) bool {
			return w.Unit == u.Code && slices.Contains(w.Tasks, access.ChildProtection)
		})
	})
}

// queueText says in whose queue something lies.
func (v *visit) queueText(queue string) string {
	for _, u := range v.Area.Units {
		if u.Code == queue {
			return v.texts.InLanguage(u.Name)
		}
	}
	return v.texts.T("queue.shared")
}

// The acts that belong to the ways in.
var (
	recordBirth = act{name: "record-birth", path: "birth", done: "birth", request: askBirth}
	queueMatter = act{name: "queue", path: "queue", done: "queue", away: true, request: askQueue}
)

func askBirth(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("born", "child.family_name", "child.given_names")
	born := r.day("born")
	return edge.Request{Method: http.MethodPost, Path: "/birth", Body: contracts.Birth{Born: born, Child: contracts.Child{
		FamilyName: f.text("child.family_name"), GivenNames: f.text("child.given_names"),
		IdentityCode: strings.ToUpper(f.text("child.identity_code")),
	}}}, r.wrong
}

func askQueue(f form) (edge.Request, []refusal.Field) {
	return edge.Request{Method: http.MethodPut, Path: "/queue", Body: contracts.NewQueue{Unit: f.text("unit"), Note: f.text("note")}}, nil
}

// siblingFields is how many other children the form has room for.
const siblingFields = 3

func siblingField(i int, part string) string { return listField("siblings", i, part) }

// siblings reads the other children of one notification.
func (r *reading) siblings() []contracts.Child {
	var all []contracts.Child
	for i := range siblingFields {
		one := contracts.Child{
			FamilyName: r.text(siblingField(i, "family_name")), GivenNames: r.text(siblingField(i, "given_names")),
			IdentityCode: strings.ToUpper(strings.ReplaceAll(r.text(siblingField(i, "identity_code")), " ", "")),
		}
		if born := r.day(siblingField(i, "birth_date")); !born.IsZero() {
			one.BirthDate = born.String()
		}
		if one != (contracts.Child{}) {
			all = append(all, one)
		}
	}
	return all
}

// matterLink is a link to another matter.
type matterLink struct {
	Address string
	Number  int
}

// siblingLinks lead to the matters of the other children.
func siblingLinks(all []es.ID) []matterLink {
	var links []matterLink
	for i, id := range all {
		links = append(links, matterLink{matterPath(id), i + 1})
	}
	return links
}

func listField(list string, i int, part string) string {
	return list + "." + strconv.Itoa(i) + "." + part
}

// listTyped reports whether anything was typed for one of a list.
func (f form) listTyped(list string, i int) bool {
	prefix := listField(list, i, "")
	for name := range f.typed {
		if strings.HasPrefix(name, prefix) && f.text(name) != "" {
			return true
		}
	}
	return false
}

// siblingShown returns the name in the form of what is wrong with a sibling: those
// that were left out move those behind them.
func (f form) siblingShown(rest string) string {
	number, part, _ := strings.Cut(rest, ".")
	wrong, err := strconv.Atoi(number)
	for i, typed := 0, 0; i < siblingFields && err == nil; i++ {
		if f.listTyped("siblings", i) {
			if typed == wrong {
				return siblingField(i, part)
			}
			typed++
		}
	}
	return "siblings." + rest
}
