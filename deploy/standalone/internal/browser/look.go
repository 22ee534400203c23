package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Widths in CSS pixels: a phone, and a desk.
const (
	Narrow = 360
	Wide   = 1280
)

// View is how a page is looked at.
type View struct {
	Width int // CSS pixels
	Dark  bool
}

// String names the view as a file name may: 360-dark.
func (v View) String() string { return fmt.Sprintf("%d-%s", v.Width, v.scheme()) }

func (v View) scheme() string {
	if v.Dark {
		return "dark"
	}
	return "light"
}

// View looks at the page in another way, without loading it again.
func (p *Page) View(v View) {
	p.step("look at it "+v.String(), func(ctx context.Context) error {
		features := []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: v.scheme()},
			{Name: "prefers-reduced-motion", Value: "reduce"}, // nothing is half-way when a picture is taken
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(v.Width), 900)); err != nil {
			return err
		}
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
			return err
		}
		return await(ctx, fmt.Sprintf("innerWidth === %d && matchMedia('(prefers-color-scheme: %s)').matches", v.Width, v.scheme()))
	})
}

// Picture returns the whole page, as PNG.
func (p *Page) Picture() []byte {
	var png []byte
	whole := true
	p.step("take a picture", func(ctx context.Context) error {
		shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
			CaptureBeyondViewport: &whole, OptimizeForSpeed: &whole, // a long page takes a second otherwise
		})
		png = shot.Data
		return err
	})
	return png
}

// PDF prints the page as the browser does when somebody saves it as PDF, with the
// structure that screen readers need.
func (p *Page) PDF() (pdf []byte) {
	tagged := true
	p.step("print", func(ctx context.Context) error {
		printed, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{GenerateTaggedPDF: &tagged})
		pdf = printed.Data
		return err
	})
	return pdf
}

// Overflow returns by how many CSS pixels the page is wider than the screen.
func (p *Page) Overflow() int {
	return max(0, Value[int](p, "document.documentElement.scrollWidth - innerWidth"))
}

// Violation is one rule of accessibility that a page breaks.
type Violation struct {
	Rule   string   `json:"rule"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	At     []string `json:"at"` // selectors
}

// String says the rule, how bad it is, and where.
func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s at %q", v.Rule, v.Impact, v.Help, v.At)
}

// Axe returns which rules of WCAG 2.0 to 2.2, levels A and AA, the page breaks as
// it is shown now. script is what AxeScript returned; rules limit the check.
func (p *Page) Axe(script string, rules ...string) []Violation {
	if !Value[bool](p, "!!window.axe") {
		p.step("inject axe", func(ctx context.Context) error {
			return chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](script))
		})
	}
	only := map[string]any{"type": "tag", "values": []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"}}
	if len(rules) > 0 {
		only = map[string]any{"type": "rule", "values": rules}
	}
	options, err := json.Marshal(map[string]any{"runOnly": only, "resultTypes": []string{"violations"}})
	if err != nil {
		p.err = err
	}
	return Value[[]Violation](p, fmt.Sprintf(`axe.run(document, %s).then(r => r.violations.map(v => ({
		rule: v.id, impact: v.impact, help: v.help, at: v.nodes.map(n => n.target.join(" "))
	})))`, options))
}

// AxeScript reads axe-core, which scripts/install/npm installs, from the
// repository at or above the present folder.
func AxeScript() (string, error) {
	root, err := Repository()
	if err != nil {
		return "", err
	}
	script, err := os.ReadFile(filepath.Join(root, "scripts", "browser", "node_modules", "axe-core", "axe.min.js"))
	if errors.Is(err, os.ErrNotExist) {
		return "", errors.New("axe-core is not installed: run scripts/install/npm")
	}
	return string(script), err
}

// Repository returns the folder of go.work, at or above the present folder.
func Repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.work")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.work at or above the present folder")
		}
		dir = filepath.Dir(dir)
	}
}
