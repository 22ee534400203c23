package web

import (
	"net/http"
	"regexp"
	"slices"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// partyCopy is the last part of the address of a copy for a party.
const partyCopy = "/party-copy"

// paperAnswers are the documents of intake, to print.
func (s *Service) paperAnswers() []answer {
	return []answer{
		{"GET /matters/{matter}/documents/{document}", signedIn, s.showPaper},
		{"GET /matters/{matter}/documents/{document}" + partyCopy, signedIn, s.showCopy},
		{"GET /matters/{matter}/documents/{document}/national", signedIn, s.sendNational},
	}
}

// paperPath is the page of a document of a matter.
func paperPath(matter es.ID, document string) string {
	return matterPath(matter) + "/documents/" + document
}

// showPaper answers with a page to print, in Finnish or Swedish, whatever the
// language of the worker. To save it as a file is to print it into one.
func (s *Service) showPaper(v *visit) error {
	id, err := matters().idOf(v.r)
	if err != nil {
		return err
	}
	document := v.r.PathValue("document")
	if !slices.Contains(contracts.IntakeDocuments(), document) {
		return errNoPage
	}
	d, _, err := edge.Call[contracts.IntakeDocument](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: paperPath(id, document)})
	if err != nil {
		return err
	}
	v.speak(v.r.URL.Query().Get("lang"))
	return v.show(http.StatusOK, paperPage(v, d))
}

// sendNational answers with a document in its national structure, as a file; why
// there is none is said on a page.
func (s *Service) sendNational(v *visit) error {
	id, err := matters().idOf(v.r)
	if err != nil {
		return err
	}
	document := v.r.PathValue("document")
	if !slices.Contains(nationalDocuments(), document) {
		return errNoPage
	}
	at := paperPath(id, document)
	d, _, err := edge.Call[contracts.NationalDocument](v.ctx(), s.Intake, edge.Request{Method: http.MethodGet, Path: at + "/national"})
	if no, refused := refusal.As(err); refused && no.Kind == refusal.Untimely {
		edge.Note(v.ctx(), err)
		return v.show(http.StatusConflict, noPaperPage(v, at, no))
	}
	if err != nil {
		return err
	}
	return v.sendDocument(document, d)
}

// sendDocument answers with a document in its national structure, as a file.
func (v *visit) sendDocument(name string, d contracts.NationalDocument) error {
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.Header().Set("Content-Disposition", "attachment; filename="+name+"-"+d.Structure+".json")
	_, err := v.w.Write([]byte(d.Content))
	return err
}

// nationalDocuments have a national structure.
func nationalDocuments() []string {
	return []string{contracts.DocumentNotification, contracts.DocumentEvaluation, contracts.DocumentAssessment}
}

// papersOf are the documents that a matter has come to.
func papersOf(m matterView) []string {
	return slices.DeleteFunc(contracts.IntakeDocuments(), func(document string) bool {
		switch document {
		case contracts.DocumentEvaluation:
			return m.Urgency == ""
		case contracts.DocumentAssessment:
			return m.State != "assessing" && m.State != "completed"
		case contracts.DocumentOutcome:
			return m.State != "completed"
		}
		return false
	})
}

// paperTitle is what a document is called: a notification as its way in is.
func (v *visit) paperTitle(document, way string) string {
	if document == contracts.DocumentNotification {
		return v.texts.Code("way", way)
	}
	return v.texts.Code("paper.title", document)
}

// paperHeading is what a section is called.
func (v *visit) paperHeading(s contracts.DocumentSection) string {
	if len(s.Title) > 0 {
		return v.texts.InLanguage(s.Title)
	}
	return v.texts.Code("paper.section", s.Section)
}

// paperLabel is what an item is called.
func (v *visit) paperLabel(i contracts.DocumentItem) string {
	if len(i.Label) > 0 {
		return v.texts.InLanguage(i.Label)
	}
	return v.texts.Code("paper.item", i.Item)
}

// citedAnywhere is an act by its number and a place in it, with or without the
// usual abbreviation.
var citedAnywhere = regexp.MustCompile(`^(?:LSL |SHL )?(\d+/\d+) (.+)$`)

// paperLaw says in words where something is laid down.
func (v *visit) paperLaw(cited string) string {
	parts := citedAnywhere.FindStringSubmatch(cited)
	if parts == nil {
		return cited
	}
	return v.texts.Code("law", parts[1]) + " " + v.texts.section(parts[2])
}

// paperValue says in words what an item holds, or why it holds nothing.
func (v *visit) paperValue(i contracts.DocumentItem) string {
	switch {
	case i.Left != "":
		return v.texts.Code("paper.left", i.Left)
	case i.Worker != "":
		return v.paperWorker(i.Worker)
	case len(i.Words) > 0 && i.Text != "":
		return v.texts.InLanguage(i.Words) + " (" + i.Text + ")"
	case len(i.Words) > 0:
		return v.texts.InLanguage(i.Words)
	case !i.Day.IsZero():
		return v.texts.Date(i.Day)
	case !i.At.IsZero():
		return v.texts.T("date.day-clock", "Day", v.texts.Date(calendar.On(i.At)), "Clock", v.texts.Clock(i.At))
	case i.Of == "provision":
		return v.paperLaw(i.Code)
	case i.Of == "yes-no":
		return v.texts.Code("told", i.Code)
	case i.Of == "purpose", i.Of == "twelve", i.Of == "services-decided":
		return v.texts.Code("paper."+i.Of, i.Code)
	case i.Code != "":
		return v.texts.Code(i.Of, i.Code)
	}
	return i.Text
}

// paperWorker is a worker as a document names them: name, office and unit.
func (v *visit) paperWorker(id string) string {
	worker, known := v.Area.Worker(id)
	if !known {
		return v.texts.Code("role", string(access.Importer))
	}
	text := worker.Name + ", " + v.texts.Code("role", string(worker.Role))
	for _, unit := range v.Area.Units {
		if unit.Code == worker.Unit {
			text += ", " + v.texts.InLanguage(unit.Name)
		}
	}
	return text
}
