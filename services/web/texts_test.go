package web

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// families are the texts that are looked up by a code: every code must have one.
func families() map[string][]string {
	var roles []string
	for _, r := range access.Roles() {
		roles = append(roles, string(r))
	}
	return map[string][]string{
		"channel": contracts.Channels(), "reporter": contracts.ReporterBodies(), "state": contracts.MatterStates(),
		"role": roles, "step": calendar.Reasons(), "view": views(), "done": done(), "language": childLanguages(), "told": toldCodes(),
		"next":    {"assess-urgency", "decide-start", "complete-assessment"},
		"urgency": {"urgent", "not-urgent"}, "urgent": {"yes", "no"}, "start": {"yes", "no"}, "yes-no": {"yes", "no"},
		"decision": {"started", "unnecessary"},
		"fact":     {"pending", "urgency", "late", "holder", "from"},
		"finding":  {"pending", "due", "nominal", "on", "role", "urgency", "same-day", "in-time", "decision"},
		"law":      {"417/2007"}, "wording": {"417/2007 26 § 5 mom", "417/2007 26 § 2 mom"},
		"event": {
			"intake.notification-registered.v1", "intake.urgency-assessed.v1", "intake.assessment-started.v1",
			"intake.assessment-found-unnecessary.v1", "intake.matter-taken.v1", "intake.matter-handed.v1",
		},
		"empty":   withEach(views(), ".title", ".text"),
		"error":   withEach([]string{"away", "fault", "signed-out", "token", "not-found", "forbidden", "invalid"}, ".title", ".text"),
		"refusal": refusalCodes(),
		"wrong": withPrefix("required.", "channel", "child.family_name", "child.given_names", "child.identity_code", "guardians.family_name",
			"reporter.body", "content", "urgent", "start", "worker", "grounds"),
	}
}

// refusalCodes are the codes that a form or an act can come back with.
func refusalCodes() []string {
	return []string{
		"invalid-fields", "required", "too-long", "unreadable-characters", "identity-code-length", "identity-code-date",
		"identity-code-separator", "identity-code-number", "identity-code-check", "identity-code-future", "birth-date-mismatch",
		"malformed-date", "date-form", "time-form", "unknown-code", "unknown-municipality", "in-the-future", "too-old",
		"secrecy-grounds-missing", "anonymous-with-name", "anonymous-only-private", "already-registered", "taken", "not-holder",
		"same-holder", "unknown-worker", "urgency-not-assessed", "already-decided", "not-social-worker", "not-child-protection-worker",
		"grounds-required", "not-found", "not-allowed", "changed-since", "not-answered", "overloaded", "history-unavailable",
		"list-rebuilding", "contended", "timeout", "fault",
	}
}

func withEach(stems []string, ends ...string) []string {
	var out []string
	for _, s := range stems {
		for _, e := range ends {
			out = append(out, s+e)
		}
	}
	return out
}

func withPrefix(prefix string, ends ...string) []string {
	var out []string
	for _, e := range ends {
		out = append(out, prefix+e)
	}
	return out
}

// catalog reads the keys of a language and all that it says, arguments included.
func catalog(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(textFiles, "texts/"+lang+".json")
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for key, text := range entries {
		out[key] = string(text)
	}
	return out
}

// literals are the strings written in the package's own sources.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	quoted := regexp.MustCompile(`"([a-z_-]+(?:\.[a-z_-]+)+)"`)
	found := map[string]bool{}
	files, err := filepath.Glob("*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") || !strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".templ") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllStringSubmatch(string(source), -1) {
			found[m[1]] = true
		}
	}
	return found
}

// asked returns the keys that the sources ask for by a literal.
func askedFor(t *testing.T) []string {
	t.Helper()
	call := regexp.MustCompile(`(?:\.[TN]\(|Label: |Hint: )"([^"]+)"`)
	var keys []string
	files, _ := filepath.Glob("*.*")
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") || !strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".templ") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(source), -1) {
			if !strings.HasSuffix(m[1], ".") {
				keys = append(keys, m[1])
			}
		}
	}
	return keys
}

func TestCatalogs(t *testing.T) {
	needed := map[string]bool{}
	for _, key := range askedFor(t) {
		needed[key] = true
	}
	for family, codes := range families() {
		for _, code := range codes {
			needed[family+"."+code] = true
		}
	}
	if len(needed) < 200 {
		t.Fatalf("only %d keys found in the sources: the search is broken", len(needed))
	}
	written := literals(t)
	finnish := catalog(t, "fi")
	argument := regexp.MustCompile(`{{\.(\w+)}}`)
	for _, lang := range translated() {
		texts := catalog(t, lang)
		t.Run(lang+" has every text that a page asks for", func(t *testing.T) {
			for _, key := range slices.Sorted(maps.Keys(needed)) {
				if strings.Trim(texts[key], `" `) == "" {
					t.Errorf("%s is missing", key)
				}
			}
		})
		t.Run(lang+" has no text that no page asks for", func(t *testing.T) {
			for key := range texts {
				if !needed[key] && !written[key] {
					t.Errorf("%s is not used", key)
				}
			}
		})
		t.Run(lang+" says what Finnish says, with the same arguments", func(t *testing.T) {
			for key, text := range texts {
				if got, want := arguments(argument, text), arguments(argument, finnish[key]); !slices.Equal(got, want) {
					t.Errorf("%s has the arguments %v, and %v in Finnish", key, got, want)
				}
			}
		})
	}
}

func arguments(form *regexp.Regexp, text string) []string {
	var names []string
	for _, m := range form.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func testTexts(t *testing.T, lang string) Texts {
	t.Helper()
	c, err := loadCatalogs(translated())
	if err != nil {
		t.Fatal(err)
	}
	return c.texts[lang]
}

func TestTextsOfUnknownCodes(t *testing.T) {
	texts := testTexts(t, "fi")
	if got := texts.codeText("brand-new"); !strings.Contains(got, "brand-new") {
		t.Errorf("a refusal that this release does not know reads %q", got)
	}
	if got := texts.Code("event", "intake.something-new.v1"); got != "intake.something-new.v1" {
		t.Errorf("an event that it does not know reads %q", got)
	}
}

func TestPlurals(t *testing.T) {
	texts := testTexts(t, "fi")
	if one, many := texts.N("due.left", 1), texts.N("due.left", 5); one != "1 arkipäivä jäljellä" || many != "5 arkipäivää jäljellä" {
		t.Errorf("%q and %q", one, many)
	}
}

func TestLanguagesOfAnArea(t *testing.T) {
	for name, test := range map[string]struct{ offered, want []string }{
		"as it says, the first is the default":    {[]string{"sv", "fi"}, []string{"sv", "fi"}},
		"without those that have no texts":        {[]string{"se", "fi"}, []string{"fi"}},
		"Finnish where no other would be left":    {[]string{"se"}, []string{"fi"}},
		"no Finnish where it is not offered":      {[]string{"sv", "en"}, []string{"sv", "en"}},
		"each of them once, however often listed": {[]string{"fi", "fi"}, []string{"fi"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := loadCatalogs(test.offered)
			if err != nil || !slices.Equal(c.offered, test.want) {
				t.Errorf("%v, %v", c.offered, err)
			}
		})
	}
}
