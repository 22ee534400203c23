package web_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

// applied is the form of another contact that somebody filled in.
func applied() url.Values {
	f := maps.Clone(filled())
	for name, value := range map[string]string{"way": "application", "clock_basis": "without-delay", "unit": "intake-south", "reporter.body": "guardian"} {
		f.Set(name, value)
	}
	f.Del("reporter.secret")
	return f
}

func TestRegisterArrival(t *testing.T) {
	t.Run("sends the way, the basis and the queue, and leads to the matter", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-oskari")
		p := b.submit("/arrivals/new", "/arrivals", applied())
		if p.status != http.StatusSeeOther {
			t.Fatalf("answered %d: %s", p.status, text(p.root))
		}
		var a contracts.Arrival
		if err := json.Unmarshal(d.intake.commands()[0].body, &a); err != nil {
			t.Fatal(err)
		}
		if a.Way != "application" || a.Basis != "without-delay" || a.Unit != "intake-south" || a.Child.IdentityCode != "010514A900L" || a.Reporter.Body != "guardian" {
			t.Errorf("sent %+v", a)
		}
	})
	t.Run("an unborn child has a day of expected birth and no identity code", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-oskari")
		f := applied()
		f.Set("way", "anticipatory")
		f.Set("expected_birth", "19.1.2027")
		f.Del("child.identity_code")
		b.submit("/arrivals/new", "/arrivals", f)
		var a contracts.Arrival
		if err := json.Unmarshal(d.intake.commands()[0].body, &a); err != nil {
			t.Fatal(err)
		}
		if a.ExpectedBirth != calendar.MustParse("2027-01-19") || a.Basis != "" || a.Child.IdentityCode != "" {
			t.Errorf("sent %+v", a)
		}
	})
	t.Run("says what is wrong beside the field, and keeps what was typed", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-oskari")
		d.intake.set(func() {
			d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "clock_basis", Code: "not-a-child"}}}
		})
		p := b.submit("/arrivals/new", "/arrivals", applied())
		p.says(t, "This basis is only for somebody under 18")
		if form, _ := p.form("/arrivals"); form.Get("content") == "" {
			t.Error("what was typed is gone")
		}
	})
}

func TestRegisterNotification_OfSeveralChildren(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-oskari")
	f := filled()
	f.Set("siblings.1.family_name", "Virtasalo") // the first place was left empty
	f.Set("siblings.1.given_names", "Veikko")
	f.Set("siblings.1.birth_date", "2.2.2018")
	d.intake.set(func() {
		d.intake.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "siblings.0.birth_date", Code: "in-the-future"}}}
	})
	p := b.submit("/notifications/new", "/notifications", f)
	var n contracts.Notification
	if err := json.Unmarshal(d.intake.commands()[0].body, &n); err != nil {
		t.Fatal(err)
	}
	if len(n.Siblings) != 1 || n.Siblings[0].GivenNames != "Veikko" || n.Siblings[0].BirthDate != "2018-02-02" {
		t.Errorf("sent %+v", n.Siblings)
	}
	p.pointsTo(t, "siblings-1-birth_date", "in the future")
}

func TestMatterPage_HowItCameIn(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	d.intake.set(func() {
		m := &d.intake.matter
		m.Way, m.Basis, m.Queue, m.OutsideHours, m.Target = "application", "without-delay", "shared", true, true
		m.Start = calendar.TargetStart(calendar.MustParse("2026-11-16"), 5)
		m.May = []string{"queue", "record-birth"}
		m.Siblings = append(m.Siblings, matterTwo)
	})
	p := b.get(matterOnePath)
	p.says(t, "Application", "without delay, the area's own target", "Shared queue", "Outside office hours", "This is the area's own service target", "Another child's matter 1")
	for _, act := range []string{"queue", "birth"} {
		if _, ok := p.form(matterOnePath + "/" + act); !ok {
			t.Errorf("%s is not offered", act)
		}
	}
	b.submit(matterOnePath, matterOnePath+"/queue", url.Values{"unit": {"intake-south"}})
	var q contracts.NewQueue
	if err := json.Unmarshal(d.intake.commands()[0].body, &q); err != nil || q.Unit != "intake-south" {
		t.Errorf("sent %+v, %v", q, err)
	}
}
