package web

import (
	"encoding/json"
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// giveFile is how a worker gives documents of a case to another area.
var giveFile = act{name: "file", path: "file", request: askFile, shown: shownAs("documents", "file_documents")}

func askFile(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("to_area")
	if len(f.typed["file_documents"]) == 0 {
		r.fault("file_documents", "required")
	}
	body := contracts.HandoverFileFor{ToArea: r.text("to_area"), Documents: f.typed["file_documents"]}
	return edge.Request{Method: http.MethodPost, Path: "/handover/file", Body: body}, r.wrong
}

// errNoClient: the matter that the case came from does not say who the client is,
// or is not for the reader.
var errNoClient = refusal.Refusal{Kind: refusal.Untimely, Code: "client-unknown"}

// errClientAway: who the client is cannot be asked now, which says nothing of what
// there is.
var errClientAway = refusal.Refusal{Kind: refusal.Busy, Code: "not-answered"}

// sendFile answers POST /cases/{case}/file with the file itself. It is in no
// address and is kept nowhere here; who the client is comes from the matter.
func (s *Service) sendFile(v *visit) error {
	id, err := cases().idOf(v.r)
	if err != nil {
		return err
	}
	f := v.sentForm()
	tried := attempt{Asked: giveFile, Form: f}
	request, wrong := askFile(f)
	if len(wrong) > 0 {
		tried.No = &refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: wrong}
		return v.refuse(cases(), id, tried)
	}
	view, err := v.caseView(id)
	if err != nil {
		return err
	}
	switch {
	case view.Partly:
		return v.notDone(cases(), id, tried, errClientAway)
	case view.clientCode() == "":
		return v.notDone(cases(), id, tried, errNoClient)
	}
	body, child := request.Body.(contracts.HandoverFileFor), view.Origin.Notification.Child
	body.FamilyName, body.GivenNames, body.IdentityCode = child.FamilyName, child.GivenNames, view.clientCode()
	request.Body = body
	if request, err = f.asked(request); err != nil {
		return err
	}
	request.Command = fileCommand(f.command, body)
	file, err := send[contracts.HandoverFile](v, cases(), id, request)
	if err != nil {
		return v.notDone(cases(), id, tried, err)
	}
	raw, err := json.Marshal(file)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.Header().Set("Content-Disposition", "attachment; filename=handover-"+body.ToArea+".json")
	_, err = v.w.Write(raw)
	return err
}

// fileCommand is the command of one file. The page stays open behind a file that was
// sent, so the same form may ask for another one: that is another command, and only
// the same documents for the same area are the same again.
func fileCommand(form es.ID, body contracts.HandoverFileFor) es.ID {
	documents := slices.Compact(slices.Sorted(slices.Values(body.Documents)))
	return form.Derive(append([]string{"handover-file", body.ToArea}, documents...)...)
}

// otherAreas are the areas to which a file may go, by code and name, in the order of
// their codes.
func (v *visit) otherAreas() [][2]string {
	var all [][2]string
	for _, code := range areaCodes() {
		if code != v.Area.Code {
			all = append(all, [2]string{code, v.texts.areaName(code)})
		}
	}
	return all
}

// agreedDocuments are what the young person allows to be told.
func (c caseView) agreedDocuments() []string {
	if consent := c.work().Consent; consent != nil {
		return slices.DeleteFunc(contracts.HandoverConsents(), func(name string) bool { return !slices.Contains(consent.May, name) })
	}
	return nil
}
