package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
)

// Exports of documents in the national structures.
const (
	exportNotification access.Action = "intake.export-notification"
	exportEvaluation   access.Action = "intake.export-evaluation"
	exportAssessment   access.Action = "intake.export-assessment"
)

func (s *Service) exportRoutes() {
	s.api.Handle("GET /matters/{matter}/documents/notification/national", exportNotification, edge.Serve(matterID, s.nationalNotification))
	s.api.Handle("GET /matters/{matter}/documents/evaluation/national", exportEvaluation, edge.Serve(matterID, s.nationalEvaluation))
	s.api.Handle("GET /matters/{matter}/documents/assessment/national", exportAssessment, edge.Serve(matterID, s.nationalAssessment))
}

// The national structures, and the code sets in them.
//
// An assessment for a child has a structure of its own (1.2.246.537.6.1506.1005),
// which was not at hand as a schema: the assessment is written in 1012, that of
// people of working age, and only for who is 18 or older on the day it is for.
const (
	structureNotification = "1.2.246.537.6.1506.4009.2023.4.28"
	structureEvaluation   = "1.2.246.537.6.1506.1006.2023.5.31"
	structureAssessment   = "1.2.246.537.6.1506.1012.2023.9.28"

	setIdentityCode = "urn:oid:1.2.246.21"
	setReporter     = "1.2.246.537.6.1243"
	setMeasures     = "1.2.246.537.6.1219"
	setUrgency      = "1.2.246.537.6.1252"
)

// What an export refuses.
var (
	// ErrNationalCodeMissing: the area file does not say which national code is meant.
	// The code sets are not part of the structures, and none is guessed. Detail: set.
	ErrNationalCodeMissing = refusal.Refusal{Kind: refusal.Untimely, Code: "national-code-missing"}
	// ErrNoStructure: no national structure at hand fits this document: it is not of a
	// child welfare notification, or the assessment is of a child.
	ErrNoStructure = refusal.Refusal{Kind: refusal.Untimely, Code: "no-national-structure"}
	// ErrNationalDataMissing: the structure asks for what is not on record.
	ErrNationalDataMissing = refusal.Refusal{Kind: refusal.Untimely, Code: "national-data-missing"}
)

func (s *Service) nationalNotification(ctx context.Context, id es.ID) (contracts.NationalDocument, error) {
	r, err := s.recordOf(ctx, id, contracts.DocumentNotification)
	if err != nil {
		return contracts.NationalDocument{}, err
	}
	if w := Way(r.Way); w != WayNotification && w != WayAnticipatory {
		return contracts.NationalDocument{}, ErrNoStructure
	}
	return writeNational(structureNotification, s.notification4009(r))
}

func (s *Service) nationalEvaluation(ctx context.Context, id es.ID) (contracts.NationalDocument, error) {
	r, err := s.recordOf(ctx, id, contracts.DocumentEvaluation)
	if err != nil {
		return contracts.NationalDocument{}, err
	}
	if w := Way(r.Way); w != WayNotification && w != WayAnticipatory {
		return contracts.NationalDocument{}, ErrNoStructure
	}
	if r.state.Decision == "" { // its measures are what was decided
		return contracts.NationalDocument{}, ErrNoDocumentYet
	}
	earlier, err := s.notifiedBefore(ctx, id, r)
	if err != nil {
		return contracts.NationalDocument{}, err
	}
	doc, err := s.evaluation1006(r, earlier)
	if err != nil {
		return contracts.NationalDocument{}, err
	}
	return writeNational(structureEvaluation, doc)
}

func (s *Service) nationalAssessment(ctx context.Context, id es.ID) (contracts.NationalDocument, error) {
	r, err := s.recordOf(ctx, id, contracts.DocumentAssessment)
	switch {
	case err != nil:
		return contracts.NationalDocument{}, err
	case !r.state.Completed:
		return contracts.NationalDocument{}, ErrNoDocumentYet
	case r.Age == nil || ageAt(r) < 18:
		return contracts.NationalDocument{}, ErrNoStructure
	case r.Notification.Child.IdentityCode == "":
		return contracts.NationalDocument{}, ErrNationalDataMissing
	}
	return writeNational(structureAssessment, s.assessment1012(r))
}

// ageAt is the age on the day on which the assessment was completed.
func ageAt(r record) int {
	years := ageOn(r.BirthDate, dayOf(r.last(saidCompleted)))
	if years == nil {
		return 0
	}
	return *years
}

// notifiedBefore reports whether anything had arrived about the child before.
func (s *Service) notifiedBefore(ctx context.Context, id es.ID, r record) (bool, error) {
	items, _, err := s.list.Page(ctx, ofPerson(r.state.Person), readmodel.All(mostHeld))
	if err != nil {
		return false, listing.Fault(err)
	}
	for _, one := range items {
		if one.Key != id.String() && one.Row.Received.Before(r.ReceivedAt) {
			return true, nil
		}
	}
	return false, nil
}

// writeNational writes a document down.
// Errors: JSON that cannot be written.
func writeNational[D national4009 | national1006 | national1012](structure string, doc D) (contracts.NationalDocument, error) {
	content, err := json.Marshal(doc)
	if err != nil {
		return contracts.NationalDocument{}, fmt.Errorf("write the national document: %w", err)
	}
	return contracts.NationalDocument{Structure: structure, Content: string(content)}, nil
}

// nationalCode is what the area file says a code of ours is in a national set.
func (s *Service) nationalCode(set, code string) (nationalCode, error) {
	known, ok := s.area.NationalCodes[set][code]
	if !ok {
		return nationalCode{}, ErrNationalCodeMissing.With("set", set)
	}
	return nationalCode{"urn:oid:" + set, known.Code, known.Display}, nil
}

// nationalWorkerOf takes the last word of a name for the family name.
func (s *Service) nationalWorkerOf(id string) nationalWorker {
	worker, known := s.area.Worker(id)
	if !known {
		worker = area.Worker{Name: id}
	}
	given, family := worker.Name, worker.Name
	if cut := strings.LastIndex(worker.Name, " "); cut >= 0 {
		given, family = worker.Name[:cut], worker.Name[cut+1:]
	}
	return nationalWorker{Sukunimi: family, Etunimet: given}
}
