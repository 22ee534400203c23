package web

import (
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// startSignIn answers GET /sign-in: it leads to the provider.
func (o *Oma) startSignIn(v *omaVisit) error {
	a, err := o.provider.attempt(v.w, omaCookie, ownPath(v.r.URL.Query().Get("next")), v.now)
	if err != nil {
		return err
	}
	to, err := o.provider.ask(v.ctx(), a, v.texts.Lang)
	if err != nil {
		return err
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// endSignIn answers GET /sign-in/back, to which the provider sends the browser.
func (o *Oma) endSignIn(v *omaVisit) error {
	a, err := o.provider.attemptOf(v.w, v.r, omaCookie, v.now)
	if err != nil {
		return err
	}
	claims, err := o.provider.claims(v.ctx(), a, v.r.URL.Query())
	if err != nil {
		return err
	}
	code, ok := o.Area.IdentityCodeOf(claims)
	if !ok {
		return errNoRole
	}
	who, err := o.whose(v, code)
	if err != nil {
		return err
	}
	return v.begin(who, ownPath(a.Next))
}

// whose asks intake, which alone can tell, whose an identity code is. The code is
// in the body of this one request and nowhere else: in no address, line, trace
// or session.
func (o *Oma) whose(v *omaVisit, code string) (es.ID, error) {
	found, _, err := edge.Call[contracts.Identified](edge.WithActor(v.ctx(), o.system()), o.Intake, edge.Request{
		Method: http.MethodPost, Path: "/identifications", Body: contracts.Identification{IdentityCode: code}, Command: es.NewID(),
	})
	no, refused := refusal.As(err)
	if refused && (no.Kind == refusal.Missing || no.Kind == refusal.Invalid) {
		return es.ID{}, errNoRole
	}
	if err != nil || len(found.Also) == 0 {
		return found.Person, withoutRefusal(err)
	}
	return o.withCase(v, append([]es.ID{found.Person}, found.Also...))
}

// withCase asks transitions under which of a person's ids their case is: that is who
// they are on these pages.
func (o *Oma) withCase(v *omaVisit, ids []es.ID) (es.ID, error) {
	found, _, err := edge.Call[contracts.ThisID](edge.WithActor(v.ctx(), o.system()), o.Transitions, edge.Request{
		Method: http.MethodPost, Path: "/sign-ins/id", Body: contracts.WhichID{Persons: ids}, Command: es.NewID(),
	})
	return found.Person, withoutRefusal(err)
}

// begin signs person in and leads on.
func (v *omaVisit) begin(person es.ID, next string) error {
	if err := v.keeper.begin(v.w, v.r, session{Who: person.String(), Since: v.now}); err != nil {
		return err
	}
	return v.goTo(next, nil)
}
