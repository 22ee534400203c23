package check

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"sort"
	"strings"
)

// module is what go says of one go.mod.
type module struct {
	dir     string
	Module  struct{ Path string }
	Require []struct{ Path string }
	Replace []struct {
		Old, New struct{ Path string }
	}
}

// modules reads go.work and the go.mod of every module in it, by module path.
func (t *tree) modules() (map[string]module, error) {
	var work struct{ Use []struct{ DiskPath string } }
	if err := t.ask(&work, "work", "edit", "-json", filepath.Join(t.root, "go.work")); err != nil {
		return nil, err
	}
	byPath := map[string]module{}
	for _, use := range work.Use {
		m := module{dir: path.Clean(use.DiskPath)}
		if err := t.ask(&m, "mod", "edit", "-json", filepath.Join(t.root, m.dir, "go.mod")); err != nil {
			return nil, err
		}
		byPath[m.Module.Path] = m
	}
	return byPath, nil
}

func (t *tree) ask(answer any, args ...string) error {
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return json.Unmarshal(out, answer)
}

func siblingsReplaced(t *tree) (bad []found) {
	all, err := t.modules()
	if err != nil {
		return []found{{"go.work", err.Error()}}
	}
	for _, m := range all {
		at := path.Join(m.dir, "go.mod")
		required := siblings(m)
		for _, want := range t.importedModules(m, all) {
			if !required[want] {
				bad = append(bad, found{at, "imports from " + want + " without requiring it"})
			}
		}
		replaced := map[string]string{}
		for _, r := range m.Replace {
			replaced[r.Old.Path] = r.New.Path
			if !strings.HasPrefix(r.New.Path, "./") && !strings.HasPrefix(r.New.Path, "../") {
				bad = append(bad, found{at, "replaces " + r.Old.Path + " by something that is no relative path"})
			}
		}
		for _, need := range closure(m, all) {
			if target, ok := replaced[need]; !ok || path.Join(m.dir, target) != all[need].dir {
				bad = append(bad, found{at, "needs " + need + " without replacing it by its folder"})
			}
		}
	}
	return bad
}

// siblings names the modules of this repository that m requires.
func siblings(m module) map[string]bool {
	names := map[string]bool{}
	for _, r := range m.Require {
		if strings.HasPrefix(r.Path, "nivel/") {
			names[r.Path] = true
		}
	}
	return names
}

// closure names the siblings that m needs, directly or through others: a
// replace counts only in the module that is built.
func closure(m module, all map[string]module) []string {
	seen := map[string]bool{}
	queue := []module{m}
	for len(queue) > 0 {
		for name := range siblings(queue[0]) {
			if !seen[name] && name != m.Module.Path {
				seen[name] = true
				queue = append(queue, all[name])
			}
		}
		queue = queue[1:]
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// importedModules names the other modules of this repository that m's files import.
func (t *tree) importedModules(m module, all map[string]module) []string {
	seen := map[string]bool{}
	for _, g := range t.gos {
		if t.moduleOf(g.dir) != m.dir {
			continue
		}
		for _, target := range g.targets() {
			if owner := ownerOf(target, all); owner != "" && owner != m.Module.Path {
				seen[owner] = true
			}
		}
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// ownerOf names the module that a package belongs to: the longest that fits.
func ownerOf(target string, all map[string]module) (owner string) {
	for name := range all {
		if below(target, name) && len(name) > len(owner) {
			owner = name
		}
	}
	return owner
}
