package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/person"
	"nivel/libs/refusal"
)

// guardianFields is how many guardians the form has room for.
const guardianFields = 2

// newNotification answers GET /notifications/new: an empty form, received now.
func (s *Service) newNotification(v *visit) error {
	f := emptyForm()
	f.typed.Set("received_date", typedDay(calendar.On(v.now)))
	f.typed.Set("received_time", strings.TrimPrefix(v.now.In(calendar.Helsinki()).Format("15.04"), "0"))
	f.typed.Set("identity", "known")
	return v.show(http.StatusOK, notificationPage(v, f, nil))
}

// registerNotification answers POST /notifications. What intake refuses comes
// back with everything that was typed.
func (s *Service) registerNotification(v *visit) error {
	f := v.sentForm()
	n, wrong := readNotification(f)
	if len(wrong) > 0 {
		return v.show(http.StatusUnprocessableEntity, notificationPage(v, f.refusedFor(wrong), nil))
	}
	registered, _, err := edge.Call[contracts.Registered](v.ctx(), s.Intake, edge.Request{
		Method: http.MethodPost, Path: "/notifications", Body: n, Command: f.command,
	})
	if err == nil {
		return v.goTo(matterPath(registered.Matter), doneWith(registered))
	}
	edge.Note(v.ctx(), err)
	status, _ := statusOf(err)
	no, refused := refusal.As(err)
	if !refused || away(err) { // it may or may not be done: sending it again is the same command
		return v.show(status, notificationPage(v, f, &refusal.Refusal{Kind: refusal.Busy, Code: "not-answered"}))
	}
	if len(no.Fields) > 0 {
		return v.show(status, notificationPage(v, f.refusedFor(f.shown(no.Fields)), nil))
	}
	return v.show(status, notificationPage(v, f.refusedFor(nil), &no))
}

func doneWith(r contracts.Registered) url.Values {
	what := "registered"
	if r.Repeated {
		what = "repeated"
	}
	return url.Values{"done": {what}, "after": {r.Position}}
}

// readNotification turns typed text into values. It judges form only: whether a
// day is a day, whether a choice was made. What is right is for intake to say.
func readNotification(f form) (contracts.Notification, []refusal.Field) {
	r := &reading{form: f}
	n := contracts.Notification{Channel: f.text("channel")}
	r.received(&n)
	n.Child = r.child()
	for _, i := range f.guardians() {
		n.Guardians = append(n.Guardians, r.guardianOf(i))
	}
	n.Siblings = r.siblings()
	n.Anonymous = f.is("anonymous", "yes")
	n.Reporter = f.reporter()
	n.Content, n.ToldMore, n.SourceRef = f.text("content"), f.text("told_more"), f.text("source_ref")
	n.ChildTold, n.GuardianTold = f.yesNo("child_told"), f.yesNo("guardian_told")
	return n, r.wrong
}

func (r *reading) received(n *contracts.Notification) {
	day, err := readDate(r.text("received_date"))
	if err != nil {
		r.fault("received_date", "date-form")
		return
	}
	n.ReceivedAt, err = readTime(r.text("received_time"), day)
	if err != nil {
		r.fault("received_time", "time-form")
	}
}

func (r *reading) child() contracts.Child {
	c := contracts.Child{
		FamilyName: r.text("child.family_name"), GivenNames: r.text("child.given_names"),
		Language: r.text("child.language"), Address: r.text("child.address"), Phone: r.text("child.phone"),
		LivesWith: r.text("child.lives_with"), NonDisclosure: r.is("child.non_disclosure", "yes"),
	}
	r.identity(&c)
	if name := r.text("child.municipality"); name != "" {
		m, known := person.MunicipalityByName(name)
		if !known {
			r.fault("child.municipality", "unknown-municipality")
		}
		c.Municipality = m.Code
	}
	return c
}

// identity reads who the child is: the identity code where it is known, and
// otherwise the birth date or an age in words.
func (r *reading) identity(c *contracts.Child) {
	if !r.is("identity", "unknown") {
		c.IdentityCode = strings.ToUpper(strings.ReplaceAll(r.text("child.identity_code"), " ", ""))
		if c.IdentityCode == "" {
			r.fault("child.identity_code", "required")
		}
		return
	}
	c.AgeText = r.text("child.age_text")
	if typed := r.text("child.birth_date"); typed != "" {
		day, err := readDate(typed)
		if err != nil {
			r.fault("child.birth_date", "date-form")
			return
		}
		c.BirthDate = day.String()
	}
}

// guardianParts are the fields of one guardian: whoever fills in one of them names a
// guardian, and intake says what is missing.
func guardianParts() []string {
	return []string{"family_name", "given_names", "relation", "address", "phone", "non_disclosure", "non_disclosure_until"}
}

func guardianField(i int, part string) string { return "guardians." + strconv.Itoa(i) + "." + part }

// guardians returns which of the form's guardians somebody typed something for.
func (f form) guardians() []int {
	var typed []int
	for i := range guardianFields {
		for _, part := range guardianParts() {
			if f.text(guardianField(i, part)) != "" {
				typed = append(typed, i)
				break
			}
		}
	}
	return typed
}

func (f form) guardian(i int) contracts.Guardian {
	return contracts.Guardian{
		FamilyName: f.text(guardianField(i, "family_name")), GivenNames: f.text(guardianField(i, "given_names")),
		Relation: f.text(guardianField(i, "relation")), Address: f.text(guardianField(i, "address")), Phone: f.text(guardianField(i, "phone")),
		NonDisclosure: f.is(guardianField(i, "non_disclosure"), "yes"),
	}
}

// guardianOf is guardian with the last day of their own safety non-disclosure.
func (r *reading) guardianOf(i int) contracts.Guardian {
	g := r.guardian(i)
	g.NonDisclosureUntil = r.day(guardianField(i, "non_disclosure_until"))
	return g
}

func (f form) reporter() contracts.Reporter {
	r := contracts.Reporter{
		Body: f.text("reporter.body"), FamilyName: f.text("reporter.family_name"), GivenNames: f.text("reporter.given_names"),
		Title: f.text("reporter.title"), Organisation: f.text("reporter.organisation"), Phone: f.text("reporter.phone"),
		Secret: f.is("reporter.secret", "yes"),
	}
	if r.Secret {
		r.SecrecyGrounds = f.text("reporter.secrecy_grounds")
	}
	return r
}

// yesNo reads a choice of yes, no and not known.
func (f form) yesNo(name string) *bool {
	if !f.is(name, "yes") && !f.is(name, "no") {
		return nil
	}
	yes := f.is(name, "yes")
	return &yes
}

// shown returns what intake found wrong under the names of the form: the time of
// receipt is two fields here, and a guardian left out moves those behind it.
func (f form) shown(wrong []refusal.Field) []refusal.Field {
	typed := f.guardians()
	var out []refusal.Field
	for _, w := range wrong {
		if w.Name == "received_at" {
			w.Name = "received_date"
		}
		if rest, ok := strings.CutPrefix(w.Name, "guardians."); ok {
			number, part, _ := strings.Cut(rest, ".")
			if i, err := strconv.Atoi(number); err == nil && i >= 0 && i < len(typed) {
				w.Name = guardianField(typed[i], part)
			}
		}
		if rest, ok := strings.CutPrefix(w.Name, "siblings."); ok {
			w.Name = f.siblingShown(rest)
		}
		out = append(out, w)
	}
	return out
}

// municipalityNames are the names that may be typed, in the language of the
// page.
func (t Texts) municipalityNames() []string {
	var names []string
	for _, m := range person.Municipalities() {
		if t.Lang == "sv" {
			names = append(names, m.NameSv)
		} else {
			names = append(names, m.NameFi)
		}
	}
	return names
}

// municipalityName returns the name of a municipality's code.
func (t Texts) municipalityName(code string) string {
	m, ok := person.MunicipalityByCode(code)
	switch {
	case !ok:
		return code
	case t.Lang == "sv":
		return m.NameSv
	}
	return m.NameFi
}
