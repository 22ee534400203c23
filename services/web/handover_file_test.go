package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/refusal"
)

// TestHandoverFile is made of what the young person agreed to and sent as a file;
// where it cannot be made the page says why.
func TestHandoverFile(t *testing.T) {
	fields := url.Values{"to_area": {"08"}, "file_documents": {"plan", "summary"}}
	t.Run("offers the other areas, and what was agreed", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-aino").get(caseOnePath)
		options := all(p.root, func(n *html.Node) bool { return n.Data == "option" && attr(n.Parent, "name") == "to_area" })
		boxes := all(p.root, func(n *html.Node) bool { return attr(n, "name") == "file_documents" })
		if len(options) != 23 || len(boxes) != 3 {
			t.Errorf("%d options, %d boxes", len(options), len(boxes))
		}
	})
	t.Run("is asked for with who the client is, and is nothing that a cache keeps", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.set(func() { d.intake.matter.CurrentCode = "010190-900P" })
		p := b.submit(caseOnePath, caseOnePath+"/file", fields)
		if p.status != http.StatusOK || p.header.Get("Content-Disposition") != "attachment; filename=handover-08.json" || p.header.Get("Cache-Control") != "no-store" || !strings.Contains(p.body, `"format":"nivel-handover/1"`) {
			t.Errorf("answered %d, %v, %s", p.status, p.header, p.body)
		}
		got := d.transitions.last()
		if got.path != caseOnePath+"/handover/file" || !strings.Contains(string(got.body), `"to_area":"08","documents":["plan","summary"],"family_name":"Virtasalo"`) || !strings.Contains(string(got.body), "010190-900P") {
			t.Errorf("asked %s %s", got.path, got.body)
		}
	})
	t.Run("is not asked for without an area, a document, or who the client is", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		p := b.submit(caseOnePath, caseOnePath+"/file", nil)
		p.pointsTo(t, "file-to_area", "Choose the area")
		p.says(t, "Choose at least one document")
		d.intake.set(func() { d.intake.matter.CurrentCode = "" })
		b.submit(caseOnePath, caseOnePath+"/file", fields).says(t, "the matter has no identity code")
		if n := len(d.transitions.commands()); n != 0 {
			t.Errorf("asked %d times", n)
		}
	})
	t.Run("is kept to be sent again where nobody can be asked who the client is", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(caseOnePath)
		d.intake.server.Close()
		p := b.send(open, caseOnePath+"/file", fields)
		if p.status != http.StatusServiceUnavailable {
			t.Errorf("answered %d", p.status)
		}
		notSaying(t, text(p.root), "identity code")
		if again, ok := p.form(""); !ok || again.Get("to_area") != "08" || len(again["file_documents"]) != 2 {
			t.Errorf("the form holds %v", again)
		}
		if n := len(d.transitions.commands()); n != 0 {
			t.Errorf("asked %d times", n)
		}
	})
	t.Run("is another command for another area or other documents, and the same for the same", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.set(func() { d.intake.matter.CurrentCode = "010190-900P" })
		open := b.get(caseOnePath) // the file is saved, and the page stays
		sent := func(area string, documents ...string) string {
			b.send(open, caseOnePath+"/file", url.Values{"to_area": {area}, "file_documents": documents})
			return d.transitions.last().command
		}
		first := sent("08", "plan")
		for _, other := range []string{sent("09", "plan"), sent("08", "plan", "summary"), sent("08", "summary")} {
			if other == first || other == "" {
				t.Errorf("another file was asked for with the command of the first, %s", other)
			}
		}
		if again := sent("08", "plan"); again != first {
			t.Errorf("the same file was asked for with %s, and first with %s", again, first)
		}
		if one, other := sent("08", "plan", "right"), sent("08", "right", "plan"); one != other {
			t.Errorf("the same documents are %s and %s", one, other)
		}
		open = b.get(caseOnePath)
		if later := sent("08", "plan"); later == first {
			t.Error("a form of its own asks with the command of another")
		}
	})
	t.Run("says what the rules say", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.set(func() { d.intake.matter.CurrentCode = "010190-900P" })
		d.transitions.set(func() { d.transitions.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "no-permit"} })
		p := b.submit(caseOnePath, caseOnePath+"/file", fields)
		p.says(t, "has not permitted disclosure")
		if form, _ := p.form(caseOnePath + "/file"); form.Get("to_area") != "08" {
			t.Errorf("the form holds %v", form)
		}
	})
}
