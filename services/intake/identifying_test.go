package intake_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

const (
	oneCode   = "150508A9990" // of notification()
	otherCode = "150508A990P"
)

// identity is who a person is known as, once the lists have all that was said.
func (c *county) identity(who string, person es.ID) contracts.PersonIdentity {
	c.Helper()
	c.settle()
	out, _, err := edge.Call[contracts.PersonIdentity](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/people/" + person.String() + "/identity"})
	must(c.T, err)
	return out
}

type whoBody interface {
	contracts.IdentityCode | contracts.Merging | contracts.Unmerging
}

// says sends something about who a person is, and waits until it is seen.
func sayWho[B whoBody](c *county, who string, person es.ID, what string, b B) (contracts.Receipt, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.Receipt](c.Context(), c.as(who), edge.Request{Method: "POST", Path: "/people/" + person.String() + "/identity/" + what, Body: b, Command: es.NewID()})
	c.settle()
	return out, err
}

func (c *county) codes(who string, person es.ID) (contracts.IdentityCodes, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.IdentityCodes](c.Context(), c.as(who), edge.Request{Method: "GET", Path: "/people/" + person.String() + "/identity/codes"})
	return out, err
}

// signsIn is whose pages open to who signs in with a code.
func (c *county) signsIn(code string) (es.ID, error) {
	pages := &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) {
		return c.tokens.Issue(access.Actor{ID: "oma", Role: access.System, Area: testArea.Code}, time.Minute)
	}}
	found, _, err := edge.Call[contracts.Identified](c.Context(), pages, edge.Request{
		Method: "POST", Path: "/identifications", Body: contracts.Identification{IdentityCode: code}, Command: es.NewID(),
	})
	return found.Person, err
}

// someone is a notification of that child, under no safety non-disclosure.
func someone(family, given, code, born string) contracts.Notification {
	n := open()
	n.Child.FamilyName, n.Child.GivenNames, n.Child.IdentityCode, n.Child.BirthDate = family, given, code, born
	return n
}

// TestIdentity_SomebodyUnknownIsIdentifiedLater: the id that they had goes on, with
// all that is under it, and whoever comes with the code is they.
func TestIdentity_SomebodyUnknownIsIdentifiedLater(t *testing.T) {
	c := newCounty(t)
	unknown := someone("Canaryfamily", "Tuisku", "", "")
	unknown.Child.AgeText = "noin kahdeksantoista"
	matter := c.held(unknown)
	before := c.see("w-elin", matter)
	id := c.identity("w-elin", before.Person)
	if !before.Temporary || !id.Temporary || id.Person != before.Person || id.BirthDate != "" || !slices.Contains(id.May, "record-code") {
		t.Fatalf("before: %v, %+v", before.Temporary, id)
	}
	if _, err := c.signsIn(oneCode); err == nil {
		t.Error("the code is known already")
	}
	_, err := sayWho(c, "w-elin", id.Person, "code", contracts.IdentityCode{IdentityCode: "150508A9991"})
	if no := refusalOf(t, err); !slices.Contains(no.Fields, refusal.Field{Name: "identity_code", Code: "identity-code-check"}) {
		t.Errorf("a wrong code: %+v", no)
	}
	_, err = sayWho(c, "w-elin", id.Person, "code", contracts.IdentityCode{IdentityCode: strings.ToLower(oneCode)})
	must(t, err)
	after, now := c.see("w-elin", matter), c.identity("w-elin", before.Person)
	if after.CurrentCode != oneCode || before.CurrentCode != "" {
		t.Errorf("the code of the child is %q, and was %q", after.CurrentCode, before.CurrentCode)
	}
	if after.Temporary || after.Person != before.Person || after.BirthDate != "2008-05-15" || after.Revision != before.Revision || after.Start.Due != before.Start.Due {
		t.Errorf("after: %+v", after.MatterRow)
	}
	if now.Temporary || now.Person != before.Person || now.BirthDate != "2008-05-15" || len(now.Duplicates) != 0 {
		t.Errorf("after: %+v", now)
	}
	if who, err := c.signsIn(oneCode); err != nil || who != before.Person {
		t.Errorf("who signs in with the code is %v, %v", who, err)
	}
	next := c.register(someone("Canaryfamily", "Tuisku Aamu", oneCode, ""))
	c.list("w-aino", "inbox", next.Position)
	if got := c.see("w-aino", next.Matter).Person; got != before.Person {
		t.Error("the next notification with the code is somebody else's")
	}
	if got := c.identity("w-aino", before.Person); len(got.Matters) != 2 || len(got.Merged) != 0 {
		t.Errorf("their matters: %+v", got.Matters)
	}
	if got := c.search("w-aino", oneCode).People; len(got) != 1 || got[0].Person != before.Person {
		t.Errorf("the code finds %+v", got)
	}
	if twelve := c.assessment("w-aino", matter).Twelve; twelve != "yes" {
		t.Errorf("12 or older: %s", twelve)
	}
	for _, stream := range []string{"intakeperson-everybody", "intake-" + matter.String()} {
		stored, err := c.history.Read(t.Context(), stream, 0)
		must(t, err)
		for _, r := range stored {
			if strings.Contains(string(r.Data), oneCode) {
				t.Errorf("%s is stored readable", r.Name)
			}
		}
	}
}

// TestIdentity_WhoMayBeTheSamePerson is told with why, and only to who may see both.
func TestIdentity_WhoMayBeTheSamePerson(t *testing.T) {
	c := newCounty(t)
	matter := c.held(someone("Canary-Family", "Tuisku Aamu", "", "2008-05-15"))
	unknown := c.see("w-aino", matter).Person
	take := func(who string, n contracts.Notification) es.ID {
		m := c.register(n).Matter
		_, err := ask(c, who, "POST", path(m, "holder"), struct{}{})
		must(t, err)
		return c.see(who, m).Person
	}
	same := take("w-aino", someone("Canaryfamily", "Tuisku", oneCode, ""))
	alike := take("w-aino", someone("CANARYFAMILY", "Tuisku", "", "2010-01-01"))
	take("w-sanna", someone("Canaryfamily", "Tuisku", otherCode, "")) // of another unit
	take("w-aino", someone("Canaryfamily", "Usva", "", "2008-05-15"))
	why := func(who string, person es.ID) map[es.ID]string {
		found := map[es.ID]string{}
		for _, d := range c.identity(who, person).Duplicates {
			found[d.Person] = strings.Join(d.Why, " ")
		}
		return found
	}
	if got := why("w-elin", unknown); len(got) != 2 || got[same] != "same-name-and-birth" || got[alike] != "same-name-temporary" {
		t.Errorf("who may be the same: %v", got)
	}
	if got := why("w-elin", same); len(got) != 2 || got[unknown] != "same-name-and-birth" {
		t.Errorf("from the other: %v", got)
	}
	t.Run("a code that somebody has already is told as that", func(t *testing.T) {
		_, err := sayWho(c, "w-aino", alike, "code", contracts.IdentityCode{IdentityCode: oneCode})
		must(t, err)
		if got := why("w-elin", alike); got[same] != "same-code" {
			t.Errorf("from who was given it: %v", got)
		}
		if got := why("w-elin", same); got[alike] != "same-code" {
			t.Errorf("from who had it: %v", got)
		}
		if who, err := c.signsIn(oneCode); err != nil || who != same {
			t.Errorf("the code opens the pages of %v, %v", who, err)
		}
	})
	t.Run("under a safety non-disclosure only to who needs what it hides", func(t *testing.T) {
		_, err := protect(c, "w-aino", same, "order", contracts.ProtectionOrder{From: c.see("w-aino", matter).Pending, FurtherNotice: true})
		must(t, err)
		if got := why("w-elin", unknown); got[same] != "" || got[alike] == "" {
			t.Errorf("a colleague is told %v", got)
		}
		if got := why("w-elin", same); len(got) != 0 {
			t.Errorf("a colleague is told of the protected one %v", got)
		}
		if got := why("w-aino", unknown); got[same] == "" {
			t.Errorf("the holder is told %v", got)
		}
		if _, err := sayWho(c, "w-elin", unknown, "merge", contracts.Merging{Other: same, Reason: "x"}); err == nil {
			t.Error("a colleague merges them")
		}
	})
	t.Run("the index says nothing readable", func(t *testing.T) {
		for _, r := range c.uses.All() {
			if strings.Contains(r.ID, "Canary") {
				t.Errorf("noted %+v", r)
			}
		}
	})
}

// TestIdentity_MergedAndUndone: the matters appear under who goes on, no clock moves,
// and undone everything is as before, with what was recorded meanwhile.
func TestIdentity_MergedAndUndone(t *testing.T) {
	c := newCounty(t)
	unknownMatter := c.held(someone("Canaryunknown", "Poika", "", ""))
	knownMatter := c.held(someone("Canaryfamily", "Tuisku", oneCode, ""))
	unknown, known := c.see("w-aino", unknownMatter).Person, c.see("w-aino", knownMatter).Person
	before := c.see("w-aino", unknownMatter)
	beforeRows := c.list("w-aino", "mine", "").Rows
	beforeIdentity := c.identity("w-aino", unknown)

	for name, body := range map[string]contracts.Merging{"no reason": {Other: known, Reason: " "}, "themselves": {Other: unknown, Reason: "x"}} {
		if _, err := sayWho(c, "w-aino", unknown, "merge", body); err == nil {
			t.Errorf("merged with %s", name)
		}
	}
	for _, who := range []string{"w-maria", "w-sanna", "w-henri"} {
		if _, err := sayWho(c, who, unknown, "merge", contracts.Merging{Other: known, Reason: "x"}); err == nil {
			t.Errorf("%s merges them", who)
		}
	}
	done, err := sayWho(c, "w-elin", unknown, "merge", contracts.Merging{Other: known, Reason: "Canaryreason"})
	must(t, err)
	if done.Matter != known {
		t.Error("who has a code does not go on")
	}
	after := c.see("w-aino", unknownMatter)
	if after.Person != known || after.ChildName != "Canaryfamily, Tuisku" || after.Temporary || after.Notification.Child.FamilyName != "Canaryunknown" {
		t.Errorf("the matter is of %v, %s", after.Person, after.ChildName)
	}
	if after.Revision != before.Revision || after.Due != before.Due || after.Start.Due != before.Start.Due || after.Completion.Due != before.Completion.Due || len(after.Timeline) != len(before.Timeline) {
		t.Error("something of the matter moved")
	}
	rows := c.list("w-aino", "mine", "").Rows
	if len(rows) != 2 || rows[0].ChildName != rows[1].ChildName || rows[0].Due != beforeRows[0].Due {
		t.Errorf("the list shows %+v", rows)
	}
	got := c.identity("w-aino", unknown)
	if got.Person != known || len(got.Matters) != 2 || len(got.Merged) != 1 || got.Merged[0].Person != unknown || got.Merged[0].Reason != "Canaryreason" || got.Merged[0].By != "w-elin" || got.Merged[0].OpenCases || got.Merged[0].Name != "Canaryunknown, Poika" {
		t.Errorf("the person is %+v", got)
	}
	if got := c.assessment("w-aino", unknownMatter).Twelve; got != "yes" || after.CurrentCode != oneCode || after.BirthDate != "2008-05-15" {
		t.Errorf("the code of who goes on is not theirs: 12 or older: %s, now %q", got, after.CurrentCode)
	}
	if i := itemOf(c.document("w-aino", unknownMatter, "notification"), "client-id"); i.Text != oneCode {
		t.Errorf("a paper of the merged matter says %+v", i)
	}
	for _, typed := range []string{"canaryunknown", "canaryfamily", oneCode} {
		if found := c.search("w-aino", typed).People; len(found) != 1 || found[0].Person != known {
			t.Errorf("%s finds %+v", typed, found)
		}
	}
	board, _, err := edge.Call[contracts.Board](t.Context(), c.as("w-maria"), edge.Request{Method: "GET", Path: "/board"})
	must(t, err)
	if board.Workers[0].Children != 1 {
		t.Errorf("the board counts %d children", board.Workers[0].Children)
	}
	meanwhile := c.held(someone("Canaryfamily", "Tuisku", oneCode, ""))

	t.Run("whose case is in another service is told", func(t *testing.T) {
		theirs := es.NewID()
		tell(c, contracts.FactCaseOpened, theirs, contracts.CaseOpened{Person: unknown, Matter: unknownMatter, Responsible: "w-aino"})
		eventually(t, func() bool { return c.identity("w-aino", known).Merged[0].OpenCases })
		tell(c, contracts.FactCaseClosed, theirs, contracts.CaseClosed{Person: unknown, Reason: "own-wish", On: before.Pending})
		if c.identity("w-aino", known).Merged[0].OpenCases {
			t.Error("a closed case is told as open")
		}
	})
	t.Run("a death is known of both", func(t *testing.T) {
		_, err := c.die("w-aino", known, before.Pending)
		must(t, err)
		for _, id := range []es.ID{known, unknown} {
			stored, err := c.history.Read(t.Context(), "intakelife-"+id.String(), 0)
			deaths := slices.DeleteFunc(stored, func(r es.Recorded) bool { return r.Name != "intake.death-recorded.v1" })
			if err != nil || len(deaths) != 1 {
				t.Errorf("of %s %d deaths are recorded, %v", id, len(deaths), err)
			}
		}
	})

	if _, err := sayWho(c, "w-aino", known, "unmerge", contracts.Unmerging{Reason: "x"}); err == nil {
		t.Error("undone of who goes on")
	}
	_, err = sayWho(c, "w-aino", unknown, "unmerge", contracts.Unmerging{Reason: "Canarymistake"})
	must(t, err)
	if _, err := c.destroy("w-maria", unknown, es.NewID()); code(err) != "retention-start-unknown" {
		t.Errorf("undone, the data of who is alive ends all the same: %v", err)
	}
	if _, err := c.destroy("w-maria", known, es.NewID()); code(err) != "retention-running" {
		t.Errorf("undone, the data of who died does not: %v", err)
	}
	for _, row := range c.ends("w-maria", "endings", "").Rows {
		if row.Person != known {
			t.Errorf("the list of ends has %+v", row)
		}
	}
	back := c.see("w-aino", unknownMatter)
	if back.Person != before.Person || back.ChildName != before.ChildName || !back.Temporary || back.Revision != before.Revision {
		t.Errorf("undone it is of %v, %s", back.Person, back.ChildName)
	}
	restored := c.identity("w-aino", unknown)
	if restored.Person != unknown || !restored.Temporary || len(restored.Matters) != len(beforeIdentity.Matters) || len(restored.Merged) != 0 {
		t.Errorf("undone the person is %+v", restored)
	}
	if own := c.identity("w-aino", known); len(own.Matters) != 2 || c.see("w-aino", meanwhile).Person != known {
		t.Errorf("who went on has %+v", own.Matters)
	}
	if _, err := sayWho(c, "w-aino", unknown, "unmerge", contracts.Unmerging{Reason: "x"}); err == nil {
		t.Error("undone twice")
	}
	stored, err := c.history.Read(t.Context(), "intakeperson-everybody", 0)
	must(t, err)
	for _, r := range stored {
		if strings.Contains(string(r.Data), "Canary") {
			t.Errorf("%s is stored readable", r.Name)
		}
	}
}

// TestLaw_661_2009_12_AChangedCodeIsKeptForWhoNeedsIt: both find the person, the
// present one is on papers and signs them in, and the earlier is for those whose work
// needs it.
func TestLaw_661_2009_12_AChangedCodeIsKeptForWhoNeedsIt(t *testing.T) {
	c := newCounty(t)
	matter := c.held(someone("Canaryfamily", "Tuisku", oneCode, ""))
	person := c.see("w-aino", matter).Person
	_, err := sayWho(c, "w-aino", person, "code", contracts.IdentityCode{IdentityCode: otherCode})
	must(t, err)
	all, err := c.codes("w-aino", person)
	if err != nil || len(all.Codes) != 2 || all.Codes[0].Code != otherCode || !all.Codes[0].Current || all.Codes[0].By != "w-aino" || all.Codes[1].Code != oneCode || all.Codes[1].Current {
		t.Errorf("the holder sees %+v, %v", all, err)
	}
	for _, who := range []string{"w-elin", "w-maria", "w-sanna"} {
		if _, err := c.codes(who, person); err == nil {
			t.Errorf("%s sees the earlier code", who)
		}
	}
	for who, shown := range map[string]string{"w-aino": oneCode, "w-elin": "", "w-maria": ""} {
		got := c.see(who, matter)
		if got.Notification.Child.IdentityCode != shown || got.CurrentCode != otherCode {
			t.Errorf("%s is shown %q on the matter, and %q as the present one", who, got.Notification.Child.IdentityCode, got.CurrentCode)
		}
	}
	if who, err := c.signsIn(otherCode); err != nil || who != person {
		t.Errorf("the present code is %v, %v", who, err)
	}
	if who, err := c.signsIn(oneCode); code(err) != "not-found" {
		t.Errorf("the earlier code opens the pages of %v, %v", who, err)
	}
	for _, code := range []string{oneCode, otherCode} {
		if found := c.search("w-elin", code).People; len(found) != 1 || found[0].Person != person {
			t.Errorf("%s finds %+v", code, found)
		}
		if found := c.search("w-henri", code).People; len(found) != 0 {
			t.Errorf("who has nothing to do with them finds %+v", found)
		}
	}
	if i := itemOf(c.document("w-elin", matter, "notification"), "client-id"); i.Text != otherCode {
		t.Errorf("a paper says %+v", i)
	}
	again, err := sayWho(c, "w-aino", person, "code", contracts.IdentityCode{IdentityCode: otherCode})
	if err != nil || again.Matter != person {
		t.Errorf("recorded twice: %+v, %v", again, err)
	}
	if all, _ := c.codes("w-aino", person); len(all.Codes) != 2 {
		t.Errorf("now there are %d", len(all.Codes))
	}
}

// TestIdentity_TheCodeOfWhoGoesOnCounts: a code that was recorded for the id that
// was merged is not the person's, where who goes on came with one.
func TestIdentity_TheCodeOfWhoGoesOnCounts(t *testing.T) {
	c := newCounty(t)
	wrong := c.held(someone("Canaryfamily", "Tuisku", "", ""))
	right := c.held(someone("Canaryfamily", "Tuisku", oneCode, ""))
	gone, known := c.see("w-aino", wrong).Person, c.see("w-aino", right).Person
	_, err := sayWho(c, "w-aino", gone, "code", contracts.IdentityCode{IdentityCode: otherCode})
	must(t, err)
	_, err = sayWho(c, "w-aino", known, "merge", contracts.Merging{Other: gone, Reason: "x"})
	must(t, err)
	if all, err := c.codes("w-aino", known); err != nil || len(all.Codes) != 2 || all.Codes[0].Code != oneCode || !all.Codes[0].Current || all.Codes[1].Code != otherCode || all.Codes[1].Current {
		t.Errorf("the codes are %+v, %v", all, err)
	}
	for _, matter := range []es.ID{wrong, right} {
		got := c.see("w-elin", matter)
		if got.Person != known || got.CurrentCode != oneCode {
			t.Errorf("of %v the code is %q", got.Person, got.CurrentCode)
		}
		if i := itemOf(c.document("w-elin", matter, "notification"), "client-id"); i.Text != oneCode {
			t.Errorf("a paper says %+v", i)
		}
	}
}

// TestIdentity_AWrongCodeIsNobodysKeyOnceItIsReplaced: neither a sign-in nor a
// notification with a code that was recorded by mistake is of the person any more,
// whether it came with the notification or was recorded later.
func TestIdentity_AWrongCodeIsNobodysKeyOnceItIsReplaced(t *testing.T) {
	for name, came := range map[string]string{"recorded later": "", "came with the notification": oneCode} {
		t.Run(name, func(t *testing.T) {
			c := newCounty(t)
			annas := c.held(someone("Canaryfamily", "Anna", came, ""))
			anna := c.see("w-aino", annas).Person
			if came == "" {
				_, err := sayWho(c, "w-aino", anna, "code", contracts.IdentityCode{IdentityCode: oneCode})
				must(t, err)
			}
			if who, err := c.signsIn(oneCode); err != nil || who != anna {
				t.Fatalf("the code that she is known to have is %v, %v", who, err)
			}
			_, err := sayWho(c, "w-aino", anna, "code", contracts.IdentityCode{IdentityCode: otherCode})
			must(t, err)
			if who, err := c.signsIn(oneCode); code(err) != "not-found" {
				t.Errorf("the wrong code opens the pages of %v, %v", who, err)
			}
			strangers := c.held(someone("Canarystranger", "Poika", oneCode, ""))
			c.settle()
			stranger := c.see("w-aino", strangers)
			if stranger.Person == anna || stranger.ChildName != "Canarystranger, Poika" || stranger.Temporary || stranger.CurrentCode != oneCode {
				t.Errorf("who comes with the wrong code is Anna: %v; %s, %q", stranger.Person == anna, stranger.ChildName, stranger.CurrentCode)
			}
			if who, err := c.signsIn(oneCode); err != nil || who != stranger.Person {
				t.Errorf("with their own code they are %v, %v", who, err)
			}
			again := c.held(someone("Canarystranger", "Poika", oneCode, ""))
			if got := c.see("w-aino", again).Person; got != stranger.Person {
				t.Error("with the same code again they are somebody else")
			}
			if got := c.identity("w-aino", anna); len(got.Matters) != 1 || len(got.Duplicates) != 1 || got.Duplicates[0].Person != stranger.Person || !slices.Equal(got.Duplicates[0].Why, []string{"same-code"}) {
				t.Errorf("Anna has %+v, and may be %+v", got.Matters, got.Duplicates)
			}
			if who, err := c.signsIn(otherCode); err != nil || who != anna {
				t.Errorf("Anna's own code is %v, %v", who, err)
			}
			if found := c.search("w-aino", oneCode).People; len(found) != 2 {
				t.Errorf("the code finds %+v", found)
			}
		})
	}
}

// TestLaw_703_2023_Annex_ACaseUnderAnotherIdStopsTheTerm: who is one person has one
// term, however many ids their cases are under.
func TestLaw_703_2023_Annex_ACaseUnderAnotherIdStopsTheTerm(t *testing.T) {
	c := newCounty(t)
	one := c.see("w-aino", c.held(someone("Canaryfamily", "Tuisku", oneCode, ""))).Person
	other := c.see("w-aino", c.held(someone("Canaryfamily", "Tuisku", "", ""))).Person
	closed, open := es.NewID(), es.NewID()
	tasks := []string{"working-age"}
	tell(c, contracts.FactCaseOpened, closed, contracts.CaseOpened{Person: one, Responsible: "w-aino", On: calendar.On(monday)})
	tell(c, contracts.FactCaseClosed, closed, contracts.CaseClosed{Person: one, Reason: "own-wish", On: calendar.On(monday), Tasks: tasks})
	tell(c, contracts.FactCaseOpened, open, contracts.CaseOpened{Person: other, Responsible: "w-aino", On: calendar.On(monday)})
	_, err := sayWho(c, "w-aino", one, "merge", contracts.Merging{Other: other, Reason: "x"})
	must(t, err)
	c.on(calendar.MustParse("2036-11-24"))
	if _, err := c.destroy("w-maria", one, es.NewID()); code(err) != "retention-start-unknown" {
		t.Errorf("while a case under another id is open: %v", err)
	}
	tell(c, contracts.FactCaseClosed, open, contracts.CaseClosed{Person: other, Reason: "own-wish", On: calendar.MustParse("2030-01-15"), Tasks: tasks})
	if _, err := c.destroy("w-maria", one, es.NewID()); code(err) != "retention-running" {
		t.Errorf("ten years from its closing are not over: %v", err)
	}
	c.on(calendar.MustParse("2040-01-16"))
	if done, err := c.destroy("w-maria", one, es.NewID()); err != nil || done.State != "proposed" {
		t.Errorf("after them: %+v, %v", done, err)
	}
}

// TestProtection_OfAMergedIdEndsWhereThePersonIs: what was reported of an id that was
// merged is seen with who goes on, and the register's dates, or the end, settle it.
func TestProtection_OfAMergedIdEndsWhereThePersonIs(t *testing.T) {
	today := calendar.On(monday)
	merged := func(t *testing.T) (c *county, known es.ID, matters []es.ID) {
		c = newCounty(t)
		said := someone("Canaryfamily", "Tuisku", "", "")
		said.Child.NonDisclosure = true
		matters = []es.ID{c.held(said), c.held(someone("Canaryfamily", "Tuisku", oneCode, ""))}
		known = c.see("w-aino", matters[1]).Person
		_, err := sayWho(c, "w-aino", known, "merge", contracts.Merging{Other: c.see("w-aino", matters[0]).Person, Reason: "x"})
		must(t, err)
		p := c.protection("w-aino", known)
		if !p.InForce || len(p.Times) != 1 || !p.Times[0].Reported || len(p.Timeline) != 1 || !slices.Equal(p.May, []string{"order", "end"}) {
			t.Errorf("with who goes on is seen %+v", p)
		}
		return c, known, matters
	}
	over := func(t *testing.T, c *county, known es.ID, matters []es.ID) {
		t.Helper()
		for _, matter := range matters {
			if c.protection("w-aino", known).InForce || !c.shows(t, "w-elin", matter) {
				t.Errorf("it still hides: %+v", c.protection("w-aino", known))
			}
		}
	}
	t.Run("by its end", func(t *testing.T) {
		c, known, matters := merged(t)
		end := edge.Request{Method: "POST", Path: "/people/" + known.String() + "/protection/end", Body: contracts.ProtectionEnd{Last: today.AddDays(-1)}, Command: es.NewID()}
		for range 2 { // an answer may be lost on the way
			_, _, err := edge.Call[contracts.Receipt](t.Context(), c.as("w-aino"), end)
			must(t, err)
		}
		over(t, c, known, matters)
		if _, err := protect(c, "w-aino", known, "end", contracts.ProtectionEnd{Last: today.AddDays(-1)}); code(err) != "protection-not-in-force" {
			t.Errorf("ended once more: %v", err)
		}
	})
	t.Run("by the register's dates", func(t *testing.T) {
		c, known, matters := merged(t)
		last := today.AddDays(7)
		_, err := protect(c, "w-aino", known, "order", contracts.ProtectionOrder{From: today, Until: last})
		must(t, err)
		if p := c.protection("w-aino", known); !p.InForce || len(p.Times) != 1 || p.Times[0].Until != last || len(p.Timeline) != 2 {
			t.Errorf("ordered: %+v", p)
		}
		if _, err := protect(c, "w-aino", known, "order", contracts.ProtectionOrder{From: today, Until: last}); code(err) != "protection-overlaps" {
			t.Errorf("ordered once more: %v", err)
		}
		last = last.AddDays(7)
		_, err = protect(c, "w-aino", known, "extension", contracts.ProtectionExtension{Until: last})
		must(t, err)
		c.on(last)
		if p := c.protection("w-aino", known); !p.InForce || len(p.Times) != 1 || len(p.Timeline) != 3 || c.shows(t, "w-elin", matters[0]) {
			t.Errorf("on its last day: %+v", p)
		}
		c.on(last.AddDays(1))
		over(t, c, known, matters)
	})
}

// TestIdentity_AnOwnRequestIdentifiesNobody: whoever signs in without an identity code,
// by an invitation, has none after asking for something either.
func TestIdentity_AnOwnRequestIdentifiesNobody(t *testing.T) {
	c := newCounty(t)
	unknown := c.see("w-aino", c.held(someone("Canaryfamily", "Tuisku", "", ""))).Person
	known := c.see("w-aino", c.held(someone("Canaryfamily", "Tuisku", oneCode, ""))).Person
	young := c.as("w-aino")
	young.Bearer = bearer(c, access.Actor{ID: unknown.String(), Role: access.Youth, Area: testArea.Code})
	_, _, err := edge.Call[contracts.Registered](t.Context(), young, edge.Request{
		Method: "POST", Path: "/my/requests", Body: contracts.OwnRequest{Content: "x"}, Command: es.NewID()})
	must(t, err)
	if got := c.identity("w-aino", unknown); !got.Temporary || len(got.Matters) != 2 {
		t.Errorf("after asking they are %+v", got)
	}
	merged, err := sayWho(c, "w-aino", unknown, "merge", contracts.Merging{Other: known, Reason: "x"})
	if err != nil || merged.Matter != known {
		t.Errorf("merged, who has no code goes on: %v, %v", merged.Matter == unknown, err)
	}
}
