package web

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	parser "github.com/a-h/templ/parser/v2"
)

func TestGeneratedPagesAreFresh(t *testing.T) {
	pages, err := filepath.Glob("*.templ")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, page := range pages {
		parsed, err := parser.Parse(page)
		if err != nil {
			t.Fatal(err)
		}
		var fresh bytes.Buffer
		if _, err := generator.Generate(parsed, &fresh, generator.WithVersion("v0.3.977"), generator.WithFileName(page)); err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadFile(strings.TrimSuffix(page, ".templ") + "_templ.go")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(squeeze(fresh.Bytes()), squeeze(kept)) {
			t.Errorf("%s was changed and not generated again: go generate .", page)
		}
	}
}

// squeeze leaves out white space, which gofmt moves.
func squeeze(source []byte) []byte { return bytes.Join(bytes.Fields(source), nil) }

func TestTheFirstPageIsLight(t *testing.T) {
	found, err := loadAssets("#0b5d66")
	if err != nil {
		t.Fatal(err)
	}
	const pageItself = 6 << 10 // the markup of the sign-in page, not compressed
	total := pageItself
	for _, a := range found {
		total += len(a.packed)
	}
	if script := len(found["desk.js"].packed); script > 30<<10 {
		t.Errorf("the script has %d bytes compressed", script)
	}
	if total > 60<<10 {
		t.Errorf("the first page has %d bytes compressed", total)
	}
}

func TestAnAccentCanAlwaysBeRead(t *testing.T) {
	for _, accent := range []string{"#0b5d66", "#ffff00", "#ffffff", "#000000", "#808080", "#ff0000"} {
		own, err := parseColour(accent)
		if err != nil {
			t.Fatal(err)
		}
		if c := contrast(towards(own, colour{}, day), day); c < 4.5 {
			t.Errorf("%s has a contrast of %.2f by day", accent, c)
		}
		if c := contrast(towards(own, colour{1, 1, 1}, night), night); c < 4.5 {
			t.Errorf("%s has a contrast of %.2f by night", accent, c)
		}
	}
	for _, wrong := range []string{"", "red", "#12345", "#gggggg", "0b5d66f"} {
		if _, err := areaStyle(wrong); err == nil {
			t.Errorf("%q is taken for a colour", wrong)
		}
	}
}
