package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

var (
	caseOnePath   = "/cases/" + caseOne.String()
	deskGroupPath = "/groups/" + deskGroup.String()
)

func TestCasePage(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	p := b.get(caseOnePath)
	t.Run("says who, how old, which right and until when, whose and what next, in a strip", func(t *testing.T) {
		strip := text(all(p.root, func(n *html.Node) bool { return attr(n, "class") == "strip" })[0])
		for _, want := range []string{"Virtasalo, Venla Testi", "18 years", "born 10 May 2008", "Non-disclosure for safety", "Right to aftercare Statutory, ends 10 May 2031", "Responsible worker You", "Hold a joint meeting", "by Wed 25 Nov", "6 working days left"} {
			if !strings.Contains(strip, want) {
				t.Errorf("the strip %q does not say %q", strip, want)
			}
		}
	})
	t.Run("proves the day in the strip: section, inputs and outcome, in a table", func(t *testing.T) {
		strip := all(p.root, func(n *html.Node) bool { return attr(n, "class") == "strip" })[0]
		tables := all(strip, tag("table"))
		if len(tables) != 2 {
			t.Fatalf("%d tables", len(tables))
		}
		for _, want := range []string{"What it was applied to", "Date of birth 10 May 2008", "Age limit, years 23", "goes on", "What followed", "The duty ends 10 May 2031", "the age limit is reached"} {
			if said := text(tables[1]); !strings.Contains(said, want) {
				t.Errorf("the table %q does not say %q", said, want)
			}
		}
		p.says(t, "section 75, subsection 3", "at the latest at the age of 23")
	})
	t.Run("shows the plan, both ratings beside each other", func(t *testing.T) {
		p.says(t, "Asuu tuetusti", "Own view of wellbeing 7 / 10", "Worker’s view of wellbeing 5 / 10", "Oma asunto", "Ajokortti", "Haluan asua yksin.", "Äidin mielestä", "Reviewed by Wed 17 Nov 2027")
	})
	t.Run("shows the handover that awaits an answer", func(t *testing.T) {
		p.says(t, "To Elin Björkskog, Intake, south", "Answer by Wed 25 Nov", "Not held yet", "Tavoittaa parhaiten", "Responsibility stays with the sender (Aino Virtaharju)")
	})
	t.Run("tells the whole chain in the order of time, both services together", func(t *testing.T) {
		timeline := all(p.root, func(n *html.Node) bool { return attr(n, "class") == "timeline" })[0]
		var got []string
		for _, h := range all(timeline, tag("h3")) {
			got = append(got, text(h))
		}
		want := "Notification registered, matter pending|Matter taken|Urgency assessed|Aftercare case opened|Right to aftercare assessed|Accompanied handover offered|Young person invited to the own pages"
		if strings.Join(got, "|") != want {
			t.Errorf("it tells %s", strings.Join(got, "|"))
		}
		p.says(t, "Nivel, by itself", "From Aino Virtaharju", "To Elin Björkskog", "Code valid until Tue 24 Nov at 10:42")
	})
	t.Run("has ids that are each used once, and labels that lead to them", func(t *testing.T) {
		ids := map[string]int{}
		for _, n := range all(p.root, func(n *html.Node) bool { return has(n, "id") }) {
			ids[attr(n, "id")]++
		}
		for id, times := range ids {
			if times > 1 {
				t.Errorf("%s is used %d times", id, times)
			}
		}
		for _, n := range all(p.root, func(n *html.Node) bool { return has(n, "for") }) {
			if ids[attr(n, "for")] != 1 {
				t.Errorf("a label leads to %q, which is not there", attr(n, "for"))
			}
		}
	})
	t.Run("begins each form with what is known", func(t *testing.T) {
		right, _ := p.form(caseOnePath + "/right")
		offer, _ := p.form(caseOnePath + "/offer")
		meet, _ := p.form(caseOnePath + "/meet")
		plan, _ := p.form(caseOnePath + "/plan")
		if right.Get("birth_date") != "10.5.2008" || offer.Get("respond_by") != "26.11.2026" || meet.Get("on") != "17.11.2026" {
			t.Errorf("born %q, answer by %q, met %q", right.Get("birth_date"), offer.Get("respond_by"), meet.Get("on"))
		}
		if plan.Get("goals.1") != "Ajokortti" || plan.Get("own_rating") != "" {
			t.Errorf("the review begins with %q and %q", plan.Get("goals.1"), plan.Get("own_rating"))
		}
	})
	t.Run("offers a handover to workers of other units only", func(t *testing.T) {
		var offered []string
		for _, n := range all(p.element(t, "f-offer-to"), tag("option")) {
			offered = append(offered, attr(n, "value"))
		}
		if got := strings.Join(offered, " "); got != " w-elin w-henri" {
			t.Errorf("offers %q", got)
		}
	})
	t.Run("offers what the reader may do, and nothing else", func(t *testing.T) {
		d.transitions.set(func() { d.transitions.one.May = []string{"refuse", "meet"} })
		p := d.signedIn(t, "w-elin").get(caseOnePath)
		for act, want := range map[string]bool{"right": false, "plan": false, "offer": false, "refuse": true, "meet": true, "accept": false, "invite": false} {
			if _, got := p.form(caseOnePath + "/" + act); got != want {
				t.Errorf("%s is offered: %v", act, got)
			}
		}
	})
}

func TestCasePage_WithoutIntake(t *testing.T) {
	d := newDesk(t)
	b := d.signedIn(t, "w-aino")
	d.intake.server.Close()
	p := b.get(caseOnePath)
	if p.status != http.StatusOK {
		t.Errorf("answered %d", p.status)
	}
	p.says(t, "Name not available now", "ends 10 May 2031", "What happened before aftercare cannot be fetched right now", "Accompanied handover offered")
	p = b.send(p, caseOnePath+"/accept", nil)
	if p.status != http.StatusSeeOther {
		t.Errorf("accepting answered %d", p.status)
	}
}

func TestCaseActs(t *testing.T) {
	plan := url.Values{
		"situation": {"Asuu yksin."}, "own_rating": {"8"}, "other_rating": {"6"}, "goals.0": {""}, "goals.1": {"Työ"}, "goals.2": {""}, "goals.3": {"Ystävät"},
		"own_view": {""}, "dissent": {""}, "review_by": {"1.6.2027"},
	}
	for name, test := range map[string]struct {
		act    string
		fields url.Values
		asked  string
		body   string
		atPage bool // sent with the revision that the page shows
	}{
		"assess the right": {"right", url.Values{"basis": {"open-care-alone"}, "placed_from": {"1.2.2025"}, "placed_to": {"2025-09-01"}, "last_client_day": {""}}, "/right",
			`{"birth_date":"2008-05-10","basis":"open-care-alone","placed_from":"2025-02-01","placed_to":"2025-09-01"}`, true},
		"make a plan": {"plan", plan, "/plan",
			`{"situation":"Asuu yksin.","own_rating":8,"other_rating":6,"goals":["Työ","Ystävät"],"review_by":"2027-06-01"}`, true},
		"offer":             {"offer", url.Values{"to": {"w-elin"}, "note": {"Hei."}}, "/handover", `{"to":"w-elin","respond_by":"2026-11-26","note":"Hei."}`, true},
		"meet":              {"meet", url.Values{"on": {"16.11.2026"}}, "/handover/meeting", `{"on":"2026-11-16"}`, false},
		"decline":           {"refuse", url.Values{"reason": {"Ei tilaa."}}, "/handover/refusal", `{"reason":"Ei tilaa."}`, true},
		"withdraw":          {"withdraw", url.Values{"withdraw_reason": {"Toinen yksikkö."}}, "/handover/withdrawal", `{"reason":"Toinen yksikkö."}`, true},
		"plan the transfer": {"transfer", url.Values{"transfer": {"10.5.2027"}}, "/handover/transfer", `{"transfer":"2027-05-10"}`, true},
		"record a step":     {"step", url.Values{"step": {"needs-assessment"}, "done": {"16.11.2026"}}, "/handover/steps", `{"step":"needs-assessment","done":"2026-11-16"}`, false},
		"follow up":         {"follow-up", url.Values{"months": {"3"}, "followed": {"16.11.2026"}, "follow_note": {"Menee hyvin."}}, "/handover/follow-ups", `{"months":3,"met":"2026-11-16","note":"Menee hyvin."}`, false},
		"summarise":         {"summary", url.Values{"strengths": {"Sisukas."}, "summary_situation": {"Asuu yksin."}, "worked": {""}, "risks": {""}, "open_matters": {"Kela 1.12."}, "people": {""}}, "/handover/summary", `{"strengths":"Sisukas.","situation":"Asuu yksin.","open_matters":"Kela 1.12."}`, true},
		"ask for consent":   {"agreed", url.Values{"asked": {"16.11.2026"}, "may": {"plan"}}, "/handover/consent", `{"asked":"2026-11-16","may":["plan"]}`, true},
		"accept":            {"accept", nil, "/handover/acceptance", "", true},
		"assess a right that the act leaves open": {
			"right", url.Values{
				"basis": {"open-care-alone"}, "placements.0.kind": {"emergency-only"}, "placements.0.from": {"3.2.2012"}, "placements.0.to": {"5.3.2012"},
				"placements.2.kind": {"open-care-alone"}, "placements.2.from": {"6.3.2012"}, "leap_day": {"mar1"}, "grounds": {"Siksi."},
			}, "/right",
			`{"birth_date":"2008-05-10","basis":"open-care-alone","placements":[{"kind":"emergency-only","from":"2012-02-03","to":"2012-03-05"},` +
				`{"kind":"open-care-alone","from":"2012-03-06"}],"leap_day":"mar1","grounds":"Siksi."}`, true,
		},
		"extend": {"extend", url.Values{"extended_until": {"31.1.2032"}, "grounds": {"Siksi."}}, "/extension", `{"until":"2032-01-31","grounds":"Siksi."}`, true},
		"judge the areas": {"areas", url.Values{"home": {"Oulu"}, "lives_in": {"tampere"}, "paid_care": {"21"}}, "/areas",
			`{"home":"564","lives_in":"837","paid_care":"21"}`, true},
		"plan for after": {"closing-plan", url.Values{"ends": {"Tuki loppuu."}, "services": {"Apua saa."}, "with_youth": {"yes"}}, "/closing-plan", `{"ends":"Tuki loppuu.","services":"Apua saa.","with_youth":true}`, true},
		"plan for after, where nothing is needed": {"closing-plan", url.Values{"ends": {"Tuki loppuu."}, "not_needed": {"yes"}, "grounds": {"Pärjää."}, "with_youth": {"yes"}}, "/closing-plan",
			`{"ends":"Tuki loppuu.","services":"","not_needed":true,"grounds":"Pärjää.","with_youth":true}`, true},
		"close": {"close", url.Values{"closing_reason": {"own-wish"}}, "/closing", `{"reason":"own-wish"}`, true},
		"decide": {"decide", url.Values{
			"about": {"funds"}, "granted": {"yes"}, "what": {"Maksetaan."}, "grounds": {"Siksi."}, "from": {"1.12.2026"}, "cents": {"1 076,50"},
		}, "/decisions", `{"about":"funds","granted":true,"what":"Maksetaan.","grounds":"Siksi.","from":"2026-12-01","cents":107650}`, true},
		"serve": {"serve", url.Values{"decision": {decisionOne.String()}, "how": {"letter"}, "sent": {"16.11.2026"}}, "/decisions/" + decisionOne.String() + "/service",
			`{"how":"letter","sent":"2026-11-16"}`, true},
		"reserve": {"reserve", url.Values{"month": {"2026-10"}, "income.maintenance": {"190"}, "income.child-benefit": {"94.88"}, "reserved": {"76,00"}}, "/funds",
			`{"month":"2026-10","incomes":[{"of":"maintenance","cents":19000},{"of":"child-benefit","cents":9488}],"reserved":7600}`, true},
		"take back": {"return", nil, "/return", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			p := d.signedIn(t, "w-aino").submit(caseOnePath, caseOnePath+"/"+test.act, test.fields)
			want := caseOnePath + "?after=1500%2F1500&done=" + test.act
			if test.act == "refuse" { // the case may be no longer the reader's to see
				want = "/cases?after=1500%2F1500&done=refuse&view=offered-to-me"
			}
			if p.header.Get("Location") != want {
				t.Errorf("answered %d, to %q", p.status, p.header.Get("Location"))
			}
			got := d.transitions.commands()[0]
			if got.path != caseOnePath+test.asked || string(got.body) != test.body || got.command == "" {
				t.Errorf("asked %s %s", got.path, got.body)
			}
			if (got.ifMatch == `"4"`) != test.atPage {
				t.Errorf("sent at revision %q", got.ifMatch)
			}
		})
	}
}

func TestCaseActs_Refused(t *testing.T) {
	t.Run("name the worker whose it is", func(t *testing.T) {
		for code, words := range map[string]string{
			"not-responsible": "The responsible worker is Elin Björkskog.", "not-receiver": "The handover is offered to Elin Björkskog.", "offer-pending": "The handover is offered to Elin Björkskog.",
		} {
			d := newDesk(t)
			d.transitions.set(func() {
				d.transitions.refuse = &refusal.Refusal{Kind: refusal.Forbidden, Code: code, Detail: map[string]string{"responsible": "w-elin", "to": "w-elin"}}
			})
			d.signedIn(t, "w-aino").submit(caseOnePath, caseOnePath+"/accept", nil).says(t, words)
		}
	})
	t.Run("point to the goal that is wrong, as it was typed", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() {
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "goals.1", Code: "too-long"}, {Name: "review_by", Code: "review-too-late"}}}
		})
		p := d.signedIn(t, "w-aino").submit(caseOnePath, caseOnePath+"/plan", url.Values{"own_rating": {"8"}, "other_rating": {"6"}, "goals.0": {"Työ"}, "goals.1": {""}, "goals.2": {"Ystävät"}})
		p.pointsTo(t, "plan-goals-2", "The text is too long")
		p.pointsTo(t, "plan-review_by", "The plan is reviewed within a year")
		if form, _ := p.form(caseOnePath + "/plan"); form.Get("goals.2") != "Ystävät" || form.Get("own_rating") != "8" {
			t.Error("what was typed is lost")
		}
	})
	t.Run("say of an amount that cannot be read that it cannot, before anything is sent", func(t *testing.T) {
		b := newDesk(t).signedIn(t, "w-aino")
		for _, amount := range []string{"nan", "inf", "1e3", "-5", "0x10", "12,345", "12345678"} {
			b.submit(caseOnePath, caseOnePath+"/decide", url.Values{
				"about": {"funds"}, "granted": {"yes"}, "what": {"Maksetaan."}, "grounds": {"Siksi."}, "from": {"1.12.2026"}, "cents": {amount},
			}).pointsTo(t, "decide-cents", "")
		}
	})
	t.Run("ask for what is missing before anything is sent", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		for act, test := range map[string]struct {
			fields url.Values
			words  string
		}{
			"plan":   {nil, "Choose the young person’s own rating"},
			"offer":  {url.Values{"respond_by": {""}}, "Write by when an answer is awaited"},
			"refuse": {nil, "Write why you cannot accept"},
			"meet":   {url.Values{"on": {"eilen"}}, "Write the date as 19.11.2026"},
			"right":  {url.Values{"birth_date": {"32.1.2008"}}, "Write the date as 19.11.2026"},
		} {
			b.submit(caseOnePath, caseOnePath+"/"+act, test.fields).says(t, test.words)
		}
		p := b.submit(caseOnePath, caseOnePath+"/plan", url.Values{"situation": {""}, "goals.0": {""}, "goals.1": {""}, "goals.2": {""}})
		p.says(t, "Choose the young person’s own rating", "Write about the young person’s situation", "Write one goal at least")
		if len(d.transitions.commands()) > 0 {
			t.Error("transitions was asked")
		}
	})
	t.Run("keep what was typed when the act is no longer possible", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(caseOnePath)
		d.transitions.set(func() {
			d.transitions.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "no-offer"}
			d.transitions.one.May, d.transitions.one.Offer = nil, nil
		})
		b.send(open, caseOnePath+"/refuse", url.Values{"reason": {"Ei tilaa."}}).says(t, "There is no offer to answer", "You wrote: Ei tilaa.")
	})
	t.Run("can be sent again, as the same command, when transitions did not answer", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		open := b.get(caseOnePath)
		first, _ := open.form(caseOnePath + "/plan")
		d.transitions.server.Close()
		p := b.send(open, caseOnePath+"/plan", url.Values{"own_rating": {"8"}, "other_rating": {"6"}})
		again, ok := p.form("")
		if p.status != http.StatusServiceUnavailable || !ok || again.Get("command") != first.Get("command") || again.Get("goals.1") != "Ajokortti" {
			t.Errorf("answered %d with %d fields", p.status, len(again))
		}
		p.says(t, "Send again", "You wrote: Ajokortti")
	})
}

func TestInvitation(t *testing.T) {
	t.Run("shows the code once, with what to do, in no address", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		p := b.submit(caseOnePath, caseOnePath+"/invite", nil)
		if p.status != http.StatusOK || p.header.Get("Location") != "" || p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("answered %d, %v", p.status, p.header)
		}
		p.says(t, "K7M4P QR3TX", "shown this once only", "Give the code to the young person", "https://oma.example", "Tue 24 Nov at 10:42")
		for _, n := range all(p.root, func(n *html.Node) bool {
			return strings.Contains(attr(n, "href")+attr(n, "value")+attr(n, "action"), "K7M4P")
		}) {
			t.Errorf("<%s> carries the code", n.Data)
		}
	})
	t.Run("is sent by e-mail too where the worker asks for it, and says what became of that", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		notSaying(t, text(b.submit(caseOnePath, caseOnePath+"/invite", nil).root), "The code was also sent")
		if sent := d.notices.commands(); len(sent) > 0 {
			t.Errorf("it was sent unasked: %v", sent)
		}
		b.submit(caseOnePath, caseOnePath+"/invite", url.Values{"mail": {"yes"}}).says(t, "The code was also sent", "K7M4P QR3TX")
		var letter contracts.CodeLetter
		if err := json.Unmarshal(d.notices.last().body, &letter); err != nil || letter.Person != personOne || letter.Code != "K7M4PQR3TX" || d.notices.last().query != "" {
			t.Errorf("%+v was sent, %v", letter, err)
		}
		if asks := d.actorOf(t, d.notices.last().bearer); asks.Role != access.System {
			t.Errorf("%+v asks, whom notifications let send no codes", asks)
		}
		d.notices.server.Close()
		b.submit(caseOnePath, caseOnePath+"/invite", url.Values{"mail": {"yes"}}).says(t, "could not be sent by e-mail", "K7M4P QR3TX")
	})
	t.Run("shows the number of the matter, and of when it is", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() { d.intake.matter.Notification.Child.Phone = "040 123 4567" })
		p := d.signedIn(t, "w-aino").get(caseOnePath)
		p.says(t, "from the notification received on 16 Nov 2026")
		if form, _ := p.form(caseOnePath + "/invite"); form.Get("number") != "040 123 4567" || form.Get("sms") != "" {
			t.Errorf("the form begins with %v", form)
		}
		d.intake.set(func() { d.intake.matter.Notification.Child.Phone = "" })
		notSaying(t, text(d.signedIn(t, "w-aino").get(caseOnePath).root), "from the notification received on")
	})
	t.Run("is sent by text message to the number in the form, which the answer names", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		for _, x := range []struct {
			known  string
			fields url.Values
			number string
		}{
			{"040 123 4567", url.Values{"sms": {"yes"}}, "040 123 4567"},
			{"040 123 4567", url.Values{"sms": {"yes"}, "number": {"050 765 4321"}}, "050 765 4321"},
			{"", url.Values{"sms": {"yes"}, "number": {"+358 50 765 4321"}}, "+358 50 765 4321"},
		} {
			d.intake.set(func() { d.intake.matter.Notification.Child.Phone = x.known })
			before := len(d.notices.commands())
			p := b.submit(caseOnePath, caseOnePath+"/invite", x.fields)
			p.says(t, "also sent as a text message", "Number: "+x.number, "K7M4P QR3TX")
			sent := d.notices.commands()[before:]
			var letter contracts.CodeLetter
			if err := json.Unmarshal(d.notices.last().body, &letter); err != nil || len(sent) != 1 || letter.Number != x.number || letter.Code != "K7M4PQR3TX" || letter.Person != personOne {
				t.Errorf("%+v: %+v was sent, %v", x, letter, err)
			}
		}
	})
	t.Run("is sent to a number that was typed, tick or no tick, without the blanks around it", func(t *testing.T) {
		d := newDesk(t)
		b := d.signedIn(t, "w-aino")
		for _, x := range []struct {
			fields url.Values
			number string // empty: nothing is sent
		}{
			{url.Values{"sms": {"yes"}, "number": {" 040 123 4567 "}}, "040 123 4567"},
			{url.Values{"number": {" 040 123 4567 "}}, "040 123 4567"},
			{url.Values{"number": {" 040 000 0000 "}}, ""}, // the one that the form began with
			{nil, ""},
			{url.Values{"number": {" "}}, ""},
		} {
			before := len(d.notices.commands())
			p := b.submit(caseOnePath, caseOnePath+"/invite", x.fields)
			p.says(t, "K7M4P QR3TX")
			sent := d.notices.commands()[before:]
			if x.number == "" {
				if len(sent) > 0 {
					t.Errorf("%v: %s was sent", x.fields, sent[0].body)
				}
				continue
			}
			var letter contracts.CodeLetter
			if len(sent) != 1 || json.Unmarshal(sent[0].body, &letter) != nil || letter.Number != x.number {
				t.Errorf("%v: sent %d times, to %q", x.fields, len(sent), letter.Number)
			}
		}
		p := b.submit(caseOnePath, caseOnePath+"/invite", url.Values{"number": {"call me"}})
		p.pointsTo(t, "invite-number", "Check the phone number")
	})
	t.Run("is sent to no number that the form does not have", func(t *testing.T) {
		d := newDesk(t)
		d.intake.set(func() { d.intake.matter.Notification.Child.Phone = "040 123 4567" })
		p := d.signedIn(t, "w-aino").submit(caseOnePath, caseOnePath+"/invite", url.Values{"sms": {"yes"}, "number": {""}})
		p.pointsTo(t, "invite-number", "Type the number")
		if typed, _ := p.form(caseOnePath + "/invite"); typed.Get("number") != "" || typed.Get("sms") != "yes" {
			t.Errorf("the form has %v", typed)
		}
		if made, sent := d.transitions.commands(), d.notices.commands(); len(made)+len(sent) > 0 {
			t.Errorf("made %v, sent %v", made, sent)
		}
	})
	t.Run("is not made for a number that is none, and what was typed is still there", func(t *testing.T) {
		d := newDesk(t)
		p := d.signedIn(t, "w-aino").submit(caseOnePath, caseOnePath+"/invite", url.Values{"sms": {"yes"}, "number": {"call me"}})
		p.says(t, "Check the phone number")
		if typed, ok := p.form(caseOnePath + "/invite"); !ok || typed.Get("number") != "call me" || typed.Get("sms") != "yes" || len(d.notices.commands()) > 0 {
			t.Errorf("the form has %v", typed)
		}
	})
	t.Run("says so where the code was shown already", func(t *testing.T) {
		d := newDesk(t)
		d.transitions.set(func() { d.transitions.refuse = &refusal.Refusal{Kind: refusal.Untimely, Code: "already-shown"} })
		p := d.signedIn(t, "w-aino").submit(caseOnePath, caseOnePath+"/invite", nil)
		if p.status != http.StatusConflict {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "The code of this invitation has been shown already", "Make an invitation code")
	})
}

func TestWhatPeopleWroteInACaseIsNeverMarkup(t *testing.T) {
	const evil = `<script>alert(1)</script><img src=x onerror=alert(1)>"'</textarea>`
	d := newDesk(t)
	d.transitions.set(func() {
		c := &d.transitions.one
		c.Plan.Situation, c.Plan.Goals, c.Plan.OwnView, c.Plan.Dissent, c.Offer.Note, c.Timeline[2].Text = evil, []string{evil}, evil, evil, evil, evil
		c.DutyEnd = calendar.Date{}
	})
	d.intake.set(func() { d.intake.people[0].Name = evil })
	d.peergroups.set(func() { d.peergroups.one.Name = map[string]string{"fi": evil}; d.peergroups.one.Place = evil })
	b := d.signedIn(t, "w-aino")
	for _, path := range []string{"/cases", caseOnePath, deskGroupPath} {
		p := b.get(path)
		for _, n := range all(p.root, func(n *html.Node) bool { return n.Data == "script" && !has(n, "src") || n.Data == "img" }) {
			t.Errorf("%s: it became <%s>", path, n.Data)
		}
		if !strings.Contains(text(p.root), "<script>alert(1)</script>") {
			t.Errorf("%s: it is not shown", path)
		}
	}
}
