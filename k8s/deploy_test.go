package k8s_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"nivel/libs/area"
)

func TestAreas_AreRead(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "deploy", "areas", "*", "area.json"))
	if err != nil || len(files) < 2 {
		t.Fatalf("found %v, %v", files, err)
	}
	codes := map[string]string{}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			a, err := area.Load(file)
			if err != nil {
				t.Fatal(err)
			}
			if codes[a.Code] != "" {
				t.Errorf("code %s is also that of %s", a.Code, codes[a.Code])
			}
			codes[a.Code] = file
			if a.Demo || len(a.Workers) > 0 {
				t.Error("a real county's file in a public repository: no demo, no people")
			}
			for _, language := range a.Languages {
				texts := filepath.Join("..", "services", "web", "texts", language+".json")
				if _, err := os.Stat(texts); err != nil {
					t.Errorf("the pages do not speak %s", language)
				}
				for _, u := range a.Units {
					if u.Name[language] == "" {
						t.Errorf("unit %s has no name in %s", u.Code, language)
					}
				}
			}
		})
	}
}

func TestOverlays_GiveTheirArea(t *testing.T) {
	for _, name := range []string{"lapland", "paijat-hame"} {
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(filepath.Join("..", "deploy", "areas", name, "area.json"))
			if err != nil {
				t.Fatal(err)
			}
			given := slices.ContainsFunc(build(t, "overlays/"+name), func(document []byte) bool {
				object, err := decode(document)
				m, ok := object.(*core.ConfigMap)
				return err == nil && ok && m.Data["area.json"] == string(want)
			})
			if !given {
				t.Error("no ConfigMap holds its area.json")
			}
		})
	}
}

// compose is deploy/compose/compose.yaml as far as the rules look at it.
type compose struct {
	Services map[string]struct {
		Image       string
		User        string
		ReadOnly    bool     `json:"read_only"`
		CapDrop     []string `json:"cap_drop"`
		SecurityOpt []string `json:"security_opt"`
		Entrypoint  []string
		Command     []string
		Environment map[string]string
		Healthcheck *struct{ Test []string }
		Configs     []struct{ Source string }
		Secrets     []struct{ Source string }
		Volumes     []string
	}
	Volumes map[string]struct{}
	Configs map[string]struct{ File, Content string }
	Secrets map[string]struct{ File string }
}

func readCompose(t *testing.T) (c compose) { return readComposeFile(t, "compose.yaml") }

func readComposeFile(t *testing.T, name string) (c compose) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "deploy", "compose", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCompose_KeepsHouseRules(t *testing.T) {
	c := readCompose(t)
	for name, s := range c.Services {
		t.Run(name, func(t *testing.T) {
			if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
				t.Error("it may write to its own files or gain privileges")
			}
			_, tag, tagged := strings.Cut(s.Image, ":")
			if !tagged || tag == "latest" {
				t.Errorf("image %q", s.Image)
			}
			for _, v := range s.Volumes {
				if _, ok := c.Volumes[strings.Split(v, ":")[0]]; !ok {
					t.Errorf("volume %s is not declared", v)
				}
			}
			for _, used := range s.Configs {
				if c.Configs[used.Source].Content != "" {
					continue
				}
				if _, err := os.Stat(filepath.Join("..", "deploy", "compose", c.Configs[used.Source].File)); err != nil {
					t.Error(err)
				}
			}
			if !strings.HasPrefix(s.Image, "nivel:") {
				return
			}
			if s.Healthcheck == nil || s.Healthcheck.Test[1] != "/bin/probe" || !regexp.MustCompile(`^\d+:\d+$`).MatchString(s.User) {
				t.Error("it is asked for its health by no probe, or runs as a name that is not in its image")
			}
			demo := slices.Equal(s.Entrypoint, []string{"/bin/nivel", name}) && name == demoSignIn // has nothing to keep secret
			if !demo && (len(s.Secrets) != 1 || c.Secrets[s.Secrets[0].Source].File == "") {
				t.Error("it has no secret from a file")
			}
			var variables []string
			for v := range s.Environment {
				variables = append(variables, v)
			}
			if !demo && s.Entrypoint[0] != "/bin/"+name {
				t.Errorf("runs %v", s.Entrypoint)
			}
			known(t, name, s.Command, variables)
		})
	}
}

// mailSettings are what notifications needs to send e-mail, and what its login
// needs.
var mailSettings = []string{
	"NIVEL_MAIL_ADDRESS", "NIVEL_MAIL_FROM", "NIVEL_MAIL_LINK_WORKERS", "NIVEL_MAIL_LINK_YOUNG", "NIVEL_MAIL_PASSWORD_FILE", "NIVEL_MAIL_TLS", "NIVEL_MAIL_USER",
}

func TestMail_IsGivenWhole(t *testing.T) {
	t.Run("in compose, with the password from a file", func(t *testing.T) {
		c := readComposeFile(t, "mail.yaml")
		s := c.Services["notifications"]
		given := slices.Sorted(maps.Keys(s.Environment))
		if !slices.Equal(given, mailSettings) || len(c.Services) != 1 || s.Environment["NIVEL_MAIL_TLS"] != "starttls" {
			t.Errorf("%v of %d services is given %v", s.Environment, len(c.Services), given)
		}
		known(t, "notifications", nil, given)
		if len(s.Secrets) != 1 || c.Secrets[s.Secrets[0].Source].File == "" {
			t.Error("the password is no secret from a file")
		}
		for name := range readCompose(t).Services["notifications"].Environment {
			if slices.Contains(mailSettings, name) {
				t.Errorf("%s is given without mail.yaml too", name)
			}
		}
	})
	t.Run("in Kubernetes, only where an overlay takes the component", func(t *testing.T) {
		for _, dir := range overlays(t) {
			all := objects(t, dir)
			for _, w := range workloads(all) {
				given := slices.DeleteFunc(variables(all, w.pod.Spec.Containers[0]), func(v string) bool { return !slices.Contains(mailSettings, v) })
				slices.Sort(given)
				mails := w.name == "notifications" && filepath.Base(dir) == "demo-mail"
				if mails && !slices.Equal(given, mailSettings) || !mails && len(given) > 0 {
					t.Errorf("%s %s is given %v", dir, w.name, given)
				}
			}
		}
	})
}

func TestCompose_HasEveryServiceOfTheSameRelease(t *testing.T) {
	c := readCompose(t)
	commands, err := filepath.Glob(filepath.Join("..", "services", "*", "cmd", "*"))
	if err != nil || len(commands) < 5 {
		t.Fatalf("found the commands %v, %v", commands, err)
	}
	pods := workloads(objects(t, "overlays/demo"))
	for _, command := range commands {
		name := filepath.Base(command)
		runs := slices.ContainsFunc(pods, func(w workload) bool { return w.name == name })
		if _, ok := c.Services[name]; !ok || !runs {
			t.Errorf("%s runs in compose: %v, in Kubernetes: %v", name, ok, runs)
		}
	}
	for _, w := range pods {
		if image := c.Services[w.name].Image; image != w.pod.Spec.Containers[0].Image {
			t.Errorf("%s is %q in compose and %q in Kubernetes", w.name, image, w.pod.Spec.Containers[0].Image)
		}
	}
}

func TestContainerfile_MakesWhatRuns(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "deploy", "images", "Containerfile"))
	if err != nil {
		t.Fatal(err)
	}
	for what, form := range map[string]string{
		"the last stage is empty":            `(?s)\nFROM scratch\n.*\nENTRYPOINT`,
		"nobody runs it":                     `\nUSER 65532:65532\n`,
		"every command of a service is in":   `\./services/\*/cmd/\*`,
		"the programs need no C library":     `CGO_ENABLED=0`,
		"the probe of compose is in":         `-C deploy/images .* \./probe`,
		"the data folder is the user's":      `--chown=65532:65532 --chmod=0700 /image/data /var/lib/nivel`,
		"certificates for STARTTLS are in":   `ca-certificates\.crt`,
		"it says what it is and its licence": `org\.opencontainers\.image\.licenses="EUPL-1\.2"`,
	} {
		if !regexp.MustCompile(form).Match(raw) {
			t.Errorf("not so: %s", what)
		}
	}
}
