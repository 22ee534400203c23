package check

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// rule is one rule of style: what it says, and what finds where it is broken.
type rule struct {
	name, sentence string
	find           func(*tree) []found
}

var rules = []rule{
	{"one-doc", "every package has one package comment, in doc.go (a command may have it in main.go)", oneDoc},
	{"documented", "every exported name has a comment that says what it means", documented},
	{"imports", "a foreign package is imported in its home only, and no service imports another", importsAtHome},
	{"core", "packages of the module nivel/libs need the standard library and each other, nothing else", coreIsStandard},
	{"service-logs", "in a service only service.go and cmd/ log or know the operating system", onlyServiceLogs},
	{"clock", "the clock is read in commands and libs/edge only; everybody else is told the time", clockIsInjected},
	{"no-init", "no package has an init function", noInit},
	{"no-state", "no package-level variable changes after its declaration", constantVars},
	{"golden", "every stored event name is a literal and has a golden file, and every golden file has a name", goldenFiles},
	{"event-fields", "an event holds ids, codes, flags, numbers, dates, findings and sealed values, never text", eventFields},
	{"no-any", "a service package has no any and no interface{}", noAny},
	{"actions", "every route of a service names an action of its rights", routesHaveActions},
	{"panics", "only start-up code panics: catalogs, Must functions, values of package-level variables", panicsAtStart},
	{"short", "no file is longer than 400 lines beside its tables", shortFiles},
	{"plain", "readable personal data lies in no unexported field and no map key, where printing would show it", plainStaysVisible},
	{"machine-paths", "no file names a path that only one machine has", noMachinePaths},
	{"registries", "no file names the host of a package registry", noRegistries},
	{"people", "every identity code in the tree is artificial (individual number 900 to 999) or the public sample", onlyArtificialPeople},
	{"links", "every relative link of a Markdown file leads somewhere", linksResolve},
	{"make", "every make target that README.md names is in the Makefile", makeTargetsExist},
	{"modules", "a module requires each sibling that it imports and replaces each that it needs by a relative path", siblingsReplaced},
}

func TestTheTreeKeepsItsStyle(t *testing.T) {
	repo, err := readTree(repoRoot(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			for _, f := range sorted(r.find(repo)) {
				t.Errorf("%s\n\trule: %s", f, r.sentence)
			}
		})
	}
}

func TestEveryRuleCatchesWhatIsPlanted(t *testing.T) {
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			if bad := r.find(plant(t, nil)); len(bad) > 0 {
				t.Fatalf("it finds fault with a clean tree: %v", bad)
			}
			if len(planted[r.name]) == 0 {
				t.Fatal("nothing is planted for it: it may be a rule that cannot fail")
			}
			for _, p := range planted[r.name] {
				t.Run(p.name, func(t *testing.T) { p.judge(t, r) })
			}
		})
	}
	for name := range planted {
		if !known(name) {
			t.Errorf("violations are planted for %s, which is no rule", name)
		}
	}
}

func known(name string) bool {
	for _, r := range rules {
		if r.name == name {
			return true
		}
	}
	return false
}

// judge plants p and wants exactly the violations that it announces.
func (p planting) judge(t *testing.T, r rule) {
	t.Helper()
	bad := sorted(r.find(plant(t, p.files)))
	if len(bad) != len(p.want) {
		t.Fatalf("found %v, want %v", bad, p.want)
	}
	for i, f := range bad {
		if f.at != p.want[i] {
			t.Errorf("found %v, want it at %s", f, p.want[i])
		}
	}
}

// plant writes a small clean tree, changed by files (empty content: removed),
// and reads it.
func plant(t *testing.T, files map[string]string) *tree {
	t.Helper()
	root := t.TempDir()
	for _, layer := range []map[string]string{clean, files} {
		for name, content := range layer {
			full := filepath.Join(root, name)
			err := os.MkdirAll(filepath.Dir(full), 0o755)
			if err == nil && content == "" {
				err = os.Remove(full)
			} else if err == nil {
				err = os.WriteFile(full, []byte(content), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	small, err := readTree(root)
	if err != nil {
		t.Fatal(err)
	}
	return small
}

// repoRoot is the folder of go.work, at or above the present one.
func repoRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if _, err := os.Stat(filepath.Join(dir, "go.work")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal(fmt.Errorf("no go.work at or above the present folder"))
	return ""
}
