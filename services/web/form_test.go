package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nivel/services/web"
)

// What somebody writes at length is shown again even where its form is gone: so
// each field of several lines is known as one.
func TestForm_KnowsItsLongTexts(t *testing.T) {
	pages, err := filepath.Glob("*.templ")
	if err != nil {
		t.Fatal(err)
	}
	several := regexp.MustCompile(`@textField\(v, [^{}]+, field\{Name: "([a-z0-9_.]+)"[^}]*Rows: [2-9]`)
	found := 0
	for _, name := range pages {
		if strings.HasPrefix(name, "oma_") || name == "notification.templ" {
			continue // these keep the whole form
		}
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range several.FindAllStringSubmatch(string(content), -1) {
			found++
			if !slices.Contains(web.LongTexts(), field[1]) {
				t.Errorf("%s: %s would be lost with its form", name, field[1])
			}
		}
	}
	if found < 50 {
		t.Errorf("found %d fields of several lines", found)
	}
}
