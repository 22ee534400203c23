package k8s_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// defined is a line that adds a setting: settings.String("listen", …).
var defined = regexp.MustCompile(`\.(?:String|Bool|Int|Duration)\("([a-z][a-z-]*)",`)

// settings are the flags of a service by itself, read from the sources: its
// command's, its package's and those that all processes have.
func settings(t *testing.T, service string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	if service == demoSignIn {
		read(t, filepath.Join("..", "deploy", "standalone", "signin.go"), found)
		return found
	}
	commands, err := filepath.Glob(filepath.Join("..", "services", "*", "cmd", service))
	if err != nil || len(commands) != 1 {
		t.Fatalf("the commands called %s are %v", service, commands)
	}
	for _, dir := range []string{commands[0], filepath.Dir(filepath.Dir(commands[0])), filepath.Join("..", "libs", "backbone")} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			read(t, file, found)
		}
	}
	for _, all := range []string{"listen", "probes", "data", "secret-file"} {
		if !found[all] {
			t.Fatalf("the sources of %s do not say that it has --%s", service, all)
		}
	}
	return found
}

// demoSignIn is the identity provider of the demo area: no service, a command of
// nivel.
const demoSignIn = "demo-sign-in"

// read adds the flags that a source file defines.
func read(t *testing.T, file string, found map[string]bool) {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range defined.FindAllSubmatch(source, -1) {
		found[string(m[1])] = true
	}
}

// known checks what a container is given against the settings of its service.
func known(t *testing.T, service string, args, variables []string) {
	t.Helper()
	has := settings(t, service)
	for _, arg := range args {
		name, value, given := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		if !has[name] || !given || value == "" {
			t.Errorf("%s has no setting %s", service, arg)
		}
	}
	for _, v := range variables {
		name, ours := strings.CutPrefix(v, "NIVEL_")
		if ours && !has[strings.ToLower(strings.ReplaceAll(name, "_", "-"))] {
			t.Errorf("%s has no setting %s", service, v)
		}
	}
}

func TestContainers_AreGivenSettingsThatTheyHave(t *testing.T) {
	for _, dir := range overlays(t) {
		all := objects(t, dir)
		for _, w := range workloads(all) {
			c := w.pod.Spec.Containers[0]
			if w.name == demoSignIn {
				known(t, demoSignIn, c.Args, nil)
			}
			if c.Name != "service" {
				continue
			}
			t.Run(dir+" "+w.name, func(t *testing.T) {
				if len(c.Command) != 1 || c.Command[0] != "/bin/"+w.name {
					t.Fatalf("runs %v", c.Command)
				}
				known(t, w.name, c.Args, variables(all, c))
			})
		}
	}
}

// variables names what a container finds in its environment.
func variables(all []runtime.Object, c core.Container) (names []string) {
	for _, v := range c.Env {
		names = append(names, v.Name)
	}
	for _, from := range c.EnvFrom {
		for _, object := range all {
			if m, ok := object.(*core.ConfigMap); ok && m.Name == from.ConfigMapRef.Name {
				for name := range m.Data {
					names = append(names, name)
				}
			}
		}
	}
	return names
}
