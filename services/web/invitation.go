package web

import (
	"errors"
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
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
	invitation, err := send[contracts.Invitation](v, cases(), id, request)
	if err != nil {
		return v.notDone(cases(), id, attempt{Asked: inviteYouth, Form: f}, err)
	}
	if invitation.Code == "" {
		return errors.New("read the invitation: it has no code")
	}
	mailed := ""
	if f.is("mail", "yes") && s.Notifications != nil {
		mailed = s.mailCode(v, id, invitation.Code)
	}
	return v.show(http.StatusOK, invitationPage(v, casePath(id), invitation, mailed))
}

// mailCode has the code sent to the young person and returns what became of it.
// Whatever that is, the code is good and the page shows it. Transitions has just
// let the worker invite whom the case is about, so that the pages ask, not the worker.
func (s *Service) mailCode(v *visit, id es.ID, code string) string {
	c, _, err := edge.Call[contracts.Case](v.ctx(), s.Transitions, edge.Request{Method: http.MethodGet, Path: casePath(id)})
	if err == nil {
		var sent contracts.CodeSent
		sent, _, err = edge.Call[contracts.CodeSent](edge.WithActor(v.ctx(), s.system()), s.Notifications, edge.Request{
			Method: http.MethodPost, Path: "/codes", Body: contracts.CodeLetter{Person: c.Person, Code: code}, Command: es.NewID(),
		})
		if err == nil && slices.Contains(contracts.CodeOutcomes(), sent.Outcome) {
			return sent.Outcome
		}
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
