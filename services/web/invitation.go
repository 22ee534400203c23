package web

import (
	"errors"
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
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
	return v.show(http.StatusOK, invitationPage(v, casePath(id), invitation))
}

// spoken is a code in groups that can be read aloud and typed.
func spoken(code string) string {
	const group = 5
	if len(code) <= group {
		return code
	}
	return code[:group] + " " + spoken(code[group:])
}
