package web

import (
	"errors"
	"net/http"
	"regexp"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// invite answers POST /cases/{case}/invite. The code is shown in the answer and
// nowhere else: it is in no address, and no page can be asked for it again.
func (s *Service) invite(v *visit) error {
	id, err := cases().idOf(v.r)
	if err != nil {
		return err
	}
	f := v.sentForm()
	request, err := f.asked(edge.Request{Method: http.MethodPost, Path: "/invitation"})
	if err != nil {
		return err
	}
	if wrong := s.wrongNumber(f); len(wrong) > 0 { // before there is a code that nobody gets
		no := refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: wrong}
		return v.notDone(cases(), id, attempt{Asked: inviteYouth, Form: f}, no)
	}
	invitation, err := send[contracts.Invitation](v, cases(), id, request)
	if err != nil {
		return v.notDone(cases(), id, attempt{Asked: inviteYouth, Form: f}, err)
	}
	if invitation.Code == "" {
		return errors.New("read the invitation: it has no code")
	}
	var gone codeSent
	if s.Notifications != nil {
		gone = s.sendCode(v, id, f, invitation.Code)
	}
	return v.show(http.StatusOK, invitationPage(v, casePath(id), invitation, gone))
}

// numberTyped is what may be a number of a phone; services/notifications knows
// which are.
var numberTyped = regexp.MustCompile(`^[+0-9][-0-9 ()]{4,24}$`)

// wrongNumber is what is wrong with the number that a code is to go to: it goes to
// the one that the worker saw and sent, and to no other.
func (s *Service) wrongNumber(f form) []refusal.Field {
	r := &reading{form: f}
	switch typed := f.text("number"); {
	case !s.byText(f):
	case typed == "":
		r.fault("number", "required")
	case !numberTyped.MatchString(typed):
		r.fault("number", "malformed-number")
	}
	return r.wrong
}

// byText reports whether a code is to go out as a text message: the box is ticked, or
// there is a number other than the one that the form began with.
func (s *Service) byText(f form) bool {
	typed := f.text("number")
	return s.TextMessages && (f.is("sms", "yes") || typed != "" && typed != f.text("number_shown"))
}

// invitationForm is the form of an invitation. It begins with the number that the
// matter has, where there is one for the reader.
func (c caseView) invitationForm() form {
	f := c.formOf(inviteYouth)
	if !c.tried(inviteYouth) {
		f.typed.Set("number", c.knownNumber())
		f.typed.Set("number_shown", c.knownNumber())
	}
	return f
}

// knownNumber is the young person's number as a notifier once gave it; empty: there
// is none for the reader.
func (c caseView) knownNumber() string {
	if c.Origin == nil {
		return ""
	}
	return c.Origin.Notification.Child.Phone
}

// codeSent is what became of a code that was sent, by mail and by text message, and
// to which number; empty: it was not asked for.
type codeSent struct{ Mail, Text, Number string }

// sendCode has the code sent to the young person as the worker asked.
func (s *Service) sendCode(v *visit, id es.ID, f form, code string) (gone codeSent) {
	byMail, byText := f.is("mail", "yes"), s.byText(f)
	if !byMail && !byText {
		return gone
	}
	c, _, err := edge.Call[contracts.Case](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: casePath(id)})
	if err != nil {
		edge.Note(v.ctx(), err)
	}
	if byMail {
		gone.Mail = s.postCode(v, contracts.CodeLetter{Person: c.Person, Code: code})
	}
	if byText {
		gone.Number = f.text("number")
		gone.Text = s.postCode(v, contracts.CodeLetter{Person: c.Person, Code: code, Number: gone.Number})
	}
	return gone
}

// postCode has a code sent and returns what became of it. Whatever that is, the
// code is good and the page shows it. Transitions has just let the worker invite
// whom the case is about, so that the pages ask, not the worker.
func (s *Service) postCode(v *visit, letter contracts.CodeLetter) string {
	if letter.Person.IsZero() {
		return "not-sent"
	}
	sent, _, err := edge.Call[contracts.CodeSent](edge.WithActor(v.ctx(), s.system()), s.Notifications, edge.Request{
		Method: http.MethodPost, Path: "/codes", Body: letter, Command: es.NewID(),
	})
	if err == nil && slices.Contains(contracts.CodeOutcomes(), sent.Outcome) {
		return sent.Outcome
	}
	edge.Note(v.ctx(), err)
	return "not-sent"
}

// spoken is a code in groups that can be read aloud and typed.
func spoken(code string) string {
	const group = 5
	if len(code) <= group {
		return code
	}
	return code[:group] + " " + spoken(code[group:])
}
