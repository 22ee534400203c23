package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// copyToView asks for whom a copy of a document is.
type copyToView struct {
	form
	Matter   contracts.Matter
	Document string
	No       *refusal.Refusal // why there is no copy for who was chosen
}

// majority is when nobody has guardians any more.
const majority = 18

// copyRecipients are those for whom there may be a copy: the client, and each guardian
// of a minor whom the record names.
func (c copyToView) copyRecipients() []string {
	all := []string{contracts.CopyToClient}
	if c.Matter.Age != nil && *c.Matter.Age >= majority {
		return all
	}
	for _, kind := range contracts.CopyRecipients()[1:] {
		for i := range c.Matter.Notification.Guardians {
			all = append(all, kind+"."+strconv.Itoa(i))
		}
	}
	return all
}

// copyRecipientText says one of them in words.
func (c copyToView) copyRecipientText(v *visit, to string) string {
	kind, number, _ := strings.Cut(to, ".")
	name := ""
	if n, err := strconv.Atoi(number); err == nil && n < len(c.Matter.Notification.Guardians) {
		g := c.Matter.Notification.Guardians[n]
		name = fullName(g.FamilyName, g.GivenNames)
	}
	return v.copyForText(kind, name)
}

// copyForText says for whom a copy is.
func (v *visit) copyForText(kind, name string) string {
	switch kind {
	case contracts.CopyToGuardian:
		return v.texts.T("copy.guardian", "Name", name)
	case contracts.CopyToParty:
		return v.texts.T("copy.guardian-party", "Name", name)
	}
	return v.texts.T("copy.client")
}

// showCopy answers GET …/party-copy: for whom is it? And, once that is chosen, the copy
// to print.
func (s *Service) showCopy(v *visit) error {
	id, err := matters().idOf(v.r)
	if err != nil {
		return err
	}
	document, query := v.r.PathValue("document"), v.r.URL.Query()
	if !slices.Contains(contracts.IntakeDocuments(), document) {
		return errNoPage
	}
	to := query.Get("copy_to")
	asked := form{typed: query, command: es.NewID()}
	if to == "" {
		if query.Has("chosen") {
			asked.wrong = required("copy_to")
		}
		return s.askCopyTo(v, copyToView{form: asked, Document: document}, id)
	}
	d, _, err := edge.Call[contracts.IntakeDocument](v.ctx(), s.Intake, edge.Request{
		Method: http.MethodGet, Path: paperPath(id, document) + partyCopy, Query: url.Values{"recipient": {to}},
	})
	if no, refused := refusal.As(err); refused && (len(no.Fields) > 0 || no.Code == "copy-forbidden-by-client") {
		edge.Note(v.ctx(), err)
		view := copyToView{form: asked, Document: document}
		for _, wrong := range no.Fields {
			view.wrong = append(view.wrong, refusal.Field{Name: "copy_to", Code: wrong.Code})
		}
		if len(no.Fields) == 0 {
			view.No = &no
		}
		return s.askCopyTo(v, view, id)
	}
	if err != nil {
		return err
	}
	v.speak(query.Get("lang"))
	return v.show(http.StatusOK, paperPage(v, d))
}

// askCopyTo shows the choice of for whom a copy is.
func (s *Service) askCopyTo(v *visit, view copyToView, id es.ID) error {
	var err error
	if view.Matter, _, err = edge.Call[contracts.Matter](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: matterPath(id)}); err != nil {
		return err
	}
	status := http.StatusOK
	switch {
	case view.No != nil:
		status, _ = statusOf(*view.No)
	case len(view.wrong) > 0:
		status = http.StatusUnprocessableEntity
	}
	return v.show(status, copyToPage(v, view))
}

// paperIn is the address of the paper that is shown, in another language.
func (v *visit) paperIn(lang string) string {
	query := url.Values{"lang": {lang}}
	if to := v.r.URL.Query().Get("copy_to"); to != "" {
		query.Set("copy_to", to)
	}
	return v.r.URL.Path + "?" + query.Encode()
}

// givenText says in words for whom a copy was that the log of disclosures names, or
// what it was of.
func (v *visit) givenText(code string) string {
	if v.texts.Has("given." + code) {
		return v.texts.T("given." + code)
	}
	return code
}
