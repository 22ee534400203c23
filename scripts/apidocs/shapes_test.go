package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"nivel/libs/contracts"
)

// strict compiles the components of a document so that they refuse fields they
// do not name, which a client must not do.
func strict(t *testing.T, name string) *jsonschema.Compiler {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root(t), folder, name))
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(raw, &document); err != nil {
		t.Fatal(err)
	}
	for _, schema := range document["components"].(map[string]any)["schemas"].(map[string]any) {
		if s := schema.(map[string]any); s["properties"] != nil {
			s["additionalProperties"] = false
		}
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("doc.json", document); err != nil {
		t.Fatal(err)
	}
	return c
}

func conforms(t *testing.T, c *jsonschema.Compiler, component string, data []byte) {
	t.Helper()
	schema, err := c.Compile("doc.json#/components/schemas/" + component)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s is not as described: %v", component, err)
	}
}

// shapes are the types that requests and answers are made of.
var shapes = []any{
	contracts.Notification{}, contracts.NotificationBatch{}, contracts.UrgencyAssessment{}, contracts.StartDecision{},
	contracts.Outcome{}, contracts.NewHolder{}, contracts.Registered{}, contracts.BatchResult{}, contracts.Receipt{},
	contracts.MatterPage{}, contracts.Matter{}, contracts.People{}, contracts.Assessment{}, contracts.AssessmentDraft{}, contracts.PeopleSearch{}, contracts.PeopleFound{},
	contracts.Death{}, contracts.LifeReceipt{}, contracts.RetentionPage{}, contracts.Erasures{}, contracts.ErasureAsked{},
	contracts.Consent{}, contracts.Permit{}, contracts.NewBan{}, contracts.LiftedBan{}, contracts.StatedGround{}, contracts.GroundReceipt{},
	contracts.Protection{}, contracts.ProtectionOrder{}, contracts.ProtectionExtension{}, contracts.ProtectionEnd{},
	contracts.RightFacts{}, contracts.Plan{}, contracts.HandoverOffer{}, contracts.HandoverRefusal{}, contracts.JointMeeting{},
	contracts.Extension{}, contracts.Residence{}, contracts.ClosingPlan{}, contracts.Closing{},
	contracts.NewDecision{}, contracts.Service{}, contracts.Reserve{}, contracts.DocumentOf{}, contracts.NationalDocument{},
	contracts.SignIn{}, contracts.SignedIn{}, contracts.WhichID{}, contracts.ThisID{}, contracts.Invitation{}, contracts.Case{}, contracts.Past{}, contracts.CasePage{}, contracts.IntakeDocument{}, contracts.TakeOver{}, contracts.Board{}, contracts.Delay{}, contracts.MyCase{},
	contracts.HandoverWithdrawal{}, contracts.HandoverSummary{}, contracts.HandoverConsent{}, contracts.SummaryReview{},
	contracts.PlannedTransfer{}, contracts.StepTaken{}, contracts.NewFollowUp{},
	contracts.Absence{}, contracts.GapPage{}, contracts.LawFigures{}, contracts.LawSimulation{},
	contracts.NewGroup{}, contracts.Group{}, contracts.GroupPeople{}, contracts.GroupPage{}, contracts.SeatReceipt{},
	contracts.NoticePage{}, contracts.Contact{}, contracts.CodeLetter{}, contracts.CodeSent{},
	contracts.Identification{}, contracts.Identified{},
	contracts.Arrival{}, contracts.OwnRequest{}, contracts.Birth{}, contracts.NewQueue{}, contracts.PlacementDecision{},
	contracts.PlacementContinuation{}, contracts.PlacementEnd{}, contracts.ThlReport{}, contracts.Board{}, contracts.MoveAll{}, contracts.MovedAll{},
	contracts.GlassAsked{}, contracts.GlassReceipt{}, contracts.Glass{}, contracts.LookPage{}, contracts.LogExtract{},
	contracts.OwnLookPage{}, contracts.DailyReport{},
	contracts.OutsideSource{}, contracts.RiskChecklist{}, contracts.ChecklistAnswers{}, contracts.ChecklistJudgement{}, contracts.RiskSupport{}, contracts.SignalReport{},
	contracts.Consultation{}, contracts.ConsultationAsked{}, contracts.ConsultationView{}, contracts.JointRecommendation{}, contracts.ConsultationClosing{}, contracts.ConsultationPage{},
	contracts.DailyLife{}, contracts.NewContact{}, contracts.WithdrawnContact{}, contracts.ContactReport{}, contracts.NewSituation{}, contracts.SituationReport{}, contracts.NewHousingNeed{}, contracts.EndedHousingNeed{}, contracts.NewRating{}, contracts.OwnRating{}, contracts.WellbeingReport{}, contracts.PlanDocumentOf{}, contracts.HandoverFileFor{}, contracts.HandoverFile{}, contracts.PlanVersions{}, contracts.NewWriting{}, contracts.WritingAnswer{}, contracts.NewMeeting{}, contracts.HeldMeeting{}, contracts.CancelledMeeting{}, contracts.Network{}, contracts.NewTie{}, contracts.ChangedTie{}, contracts.PersonIdentity{}, contracts.IdentityCodes{}, contracts.IdentityCode{}, contracts.Merging{}, contracts.Unmerging{},
}

func TestOpenAPI_DescribesTheRealShapes(t *testing.T) {
	c := strict(t, "openapi.json")
	for _, shape := range shapes {
		name := reflect.TypeOf(shape).Name()
		t.Run(name+" with everything in it", func(t *testing.T) { conforms(t, c, name, written(t, shape, true)) })
	}
	t.Run("and each that a route names", func(t *testing.T) {
		named := map[string]bool{}
		for _, item := range opened(t).Paths.Map() {
			for _, op := range item.Operations() {
				raw, err := json.Marshal(op)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range regexp.MustCompile(`#/components/schemas/(\w+)`).FindAllSubmatch(raw, -1) {
					named[string(m[1])] = true
				}
			}
		}
		for _, shape := range shapes {
			delete(named, reflect.TypeOf(shape).Name())
		}
		delete(named, "Problem")
		for name := range maps.Keys(named) {
			t.Errorf("%s is of no shape that this test holds against its type", name)
		}
	})
	t.Run("an answer that holds nothing", func(t *testing.T) {
		for _, empty := range []any{contracts.People{}, contracts.BatchResult{}, contracts.NoticePage{}, contracts.GroupPage{}} {
			conforms(t, c, reflect.TypeOf(empty).Name(), written(t, empty, false))
		}
	})
	t.Run("a shape that is not as described is noticed", func(t *testing.T) {
		schema, err := c.Compile("doc.json#/components/schemas/Contact")
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []any{
			map[string]any{"email": "", "language": "fi", "fax": "1"}, map[string]any{"email": ""}, map[string]any{"email": 1, "language": "fi"},
		} {
			if schema.Validate(wrong) == nil {
				t.Errorf("accepted %v", wrong)
			}
		}
	})
}

// written is a shape as JSON: as it is, or with a value in every field.
func written(t *testing.T, shape any, full bool) []byte {
	t.Helper()
	v := reflect.New(reflect.TypeOf(shape)).Elem()
	if full {
		fill(v, 0)
	}
	data, err := json.Marshal(v.Interface())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// fill puts something into every field of v, a few levels deep. Texts stay empty:
// a list of codes would not know them, and empty is text too.
func fill(v reflect.Value, depth int) {
	if depth > 6 || v.Type().PkgPath() == "time" {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fill(f, depth+1)
				codes(v.Type(), v.Type().Field(i), f)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.Zero(v.Type().Key()), reflect.Zero(v.Type().Elem()))
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	}
}

// codes fills fields of a struct that must hold one of a list.
func codes(of reflect.Type, field reflect.StructField, v reflect.Value) {
	lists := map[string][]string{
		"Channel": contracts.Channels(), "Body": contracts.ReporterBodies(), "Outcome": contracts.Outcomes(),
		"State": contracts.MatterStates(), "Basis": contracts.RightBases(), "What": contracts.NoticeKinds(),
		"Kind": contracts.PlacementKinds(), "Reason": contracts.ClosingReasons(),
		"About": contracts.DecisionKinds(), "How": contracts.ServiceWays(), "Income.Of": contracts.IncomeKinds(), "Service": contracts.SupportServices(),
		"Toward": contracts.BanTowards(), "Scope": contracts.BanScopes(),
		"CodeSent.Outcome": contracts.CodeOutcomes(),
		"Way":              contracts.Ways(), "Arrival.Way": contracts.ArrivalWays(),
		"MatterRow.Basis": contracts.Bases(), "Arrival.Basis": contracts.Bases(),
		"Source":           contracts.DeathSources(),
		"LawPerson.Change": contracts.LawChanges(),
		"Gap.Kind":         contracts.GapKinds(),

		"OutsideSource.Kind": contracts.SourceKinds(), "OutsideSource.Basis": contracts.SourceBases(),
		"ChecklistJudgement.Conclusion": contracts.Conclusions(), "RiskSupport.Support": contracts.RiskSupports(), "SignalGroup.Group": contracts.SignalGroups(),
		"HousingNeed.What": contracts.HousingNeeds(), "NewHousingNeed.What": contracts.HousingNeeds(), "HousingNeed.How": append(contracts.HousingEnds(), contracts.HousingHandedOver), "EndedHousingNeed.How": contracts.HousingEnds(),
		"NewRating.Of": contracts.RatersOfWellbeing(), "WellbeingRating.Of": contracts.RatersOfWellbeing(), "Moment": contracts.WellbeingMoments(),
		"Tie.Kind": contracts.TieKinds(), "NewTie.Kind": contracts.TieKinds(),
		"Situation.Work": contracts.Works(), "Situation.Study": contracts.Studies(), "Situation.Service": contracts.ServicesToTheState(), "Situation.Other": contracts.OtherActivities(),
		"NewSituation.Source": contracts.SituationSources(), "SituationRecord.Source": contracts.SituationSources(),
		"SituationRecord.Group": contracts.SituationGroups()[:1], "Parts": contracts.SituationParts(),
		"ModeSum.Mode":              contracts.MeetingModes(),
		"Duplicate.Why":             contracts.DuplicateReasons(),
		"ConsultationAsked.Purpose": contracts.ConsultationPurposes(), "TeamMember.Role": contracts.TeamRoles(),
		"HandoverStep.Step": contracts.HandoverSteps(), "StepTaken.Step": contracts.RecordedSteps(),
		"Writing.Kind": contracts.WritingKinds(), "NewWriting.Kind": contracts.WritingKinds(), "Writing.State": contracts.WritingStates(),
		"Offered": contracts.MeetingModes(), "Chosen": contracts.MeetingModes(), "Ground": contracts.BanGrounds(),
	}
	list := lists[of.Name()+"."+field.Name]
	if list == nil {
		list = lists[field.Name]
	}
	if v.Kind() == reflect.String && list != nil {
		v.SetString(list[0])
	}
}

func TestAsyncAPI_DescribesTheGoldenFacts(t *testing.T) {
	f, _ := readFacts(t)
	c := strict(t, "asyncapi.json")
	goldens, err := filepath.Glob(filepath.Join(root(t), "services", "*", "testdata", "facts", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{}
	for _, golden := range goldens {
		name := regexp.MustCompile(`^.*\.v\d+`).FindString(strings.TrimSuffix(filepath.Base(golden), ".json"))
		t.Run(filepath.Base(golden), func(t *testing.T) {
			message, ok := f.Components.Messages[name]
			if !ok {
				t.Fatalf("there is no fact %s", name)
			}
			data, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			held[name] = true
			conforms(t, c, strings.TrimPrefix(message.Payload.Ref, "#/components/schemas/"), data)
		})
	}
	for fact := range f.Channels {
		if !held[fact] {
			t.Errorf("no service has a golden file of %s", fact)
		}
	}
}
