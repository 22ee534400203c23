package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestClientCode is on papers and in files the identity code that the client has now,
// and never the one that the notification said.
func TestClientCode(t *testing.T) {
	const old, present = "010190-900P", "010190-9123"
	plan := caseOnePath + "/plans/2"
	file := url.Values{"to_area": {"08"}, "file_documents": {"plan"}}
	for name, notified := range map[string]string{"recorded later": "", "changed": old} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			b := d.signedIn(t, "w-aino")
			d.intake.set(func() {
				d.intake.matter.Notification.Child.IdentityCode, d.intake.matter.CurrentCode = notified, present
			})
			paper := text(b.get(plan + "?lang=fi").root)
			if b.get(plan + "/national"); !strings.Contains(paper, present) || strings.Contains(paper, old) {
				t.Errorf("the paper says %s", paper)
			}
			national := string(d.transitions.last().body)
			b.submit(caseOnePath, caseOnePath+"/file", file)
			for _, body := range []string{national, string(d.transitions.last().body)} {
				if !strings.Contains(body, `"identity_code":"`+present+`"`) || strings.Contains(body, old) {
					t.Errorf("asked with %s", body)
				}
			}
		})
	}
	t.Run("none is on record, whatever the notification said", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		d.intake.set(func() { d.intake.matter.Notification.Child.IdentityCode, d.intake.matter.CurrentCode = old, "" })
		notSaying(t, text(b.get(plan+"?lang=fi").root), old)
		if p := b.get(plan + "/national"); p.status != http.StatusConflict {
			t.Errorf("answered %d", p.status)
		}
		b.submit(caseOnePath, caseOnePath+"/file", file).says(t, "the matter has no identity code")
		if n := len(d.transitions.commands()); n != 0 {
			t.Errorf("asked %d times", n)
		}
	})
}
