package transitions

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/contracts"
	"nivel/libs/es"
)

// structures is the folder of the national structures as JSON Schema: that of the
// variable NIVEL_STRUCTURES, or the one beside the checkout. They are not part of
// the project: without them the test says so and is skipped.
func structures(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("NIVEL_STRUCTURES"); dir != "" {
		return dir
	}
	beside := filepath.Join("..", "..", "..", "shared", "domain", "sosmeta")
	if _, err := os.Stat(beside); err != nil {
		t.Skip("no national structures: set NIVEL_STRUCTURES to their folder")
	}
	return beside
}

// TestNational_IsValidAgainstTheNationalStructures holds every kind of decision,
// granted and refused, against structures 11035 and 11059; and a document that
// lacks something is noticed.
func TestNational_IsValidAgainstTheNationalStructures(t *testing.T) {
	dir := structures(t)
	who := contracts.DocumentOf{
		FamilyName: "Virtasalo", GivenNames: "Venla Testi", IdentityCode: "150508A900X", Language: "sv",
		Street: "Keksitty katu 1", Postcode: "00001", PostOffice: "Keksilä", Phone: "000 000",
	}
	for _, about := range contracts.DecisionKinds() {
		for _, granted := range []bool{true, false} {
			d := contracts.Decision{
				Decision: es.NewID(), About: about, Granted: granted, Service: "93", What: "Mitä", Grounds: "Miksi", From: monday, Until: date("2027-05-31"),
				On: monday, Provisions: MakeDecision{About: about}.provisions(Case{Right: Statutory}), Appeal: appeal(), ClaimBy: date("2026-12-23"),
			}
			doc, err := national(d, who, area.Worker{Name: "Aino Virtaharju"})
			if err != nil {
				t.Fatal(err)
			}
			if err := valid(t, dir, doc); err != nil {
				t.Errorf("%s, granted %v: %v\n%s", about, granted, err, doc.Content)
			}
			if !strings.Contains(doc.Content, "begära omprövning") {
				t.Error("the instructions are not in the language asked for")
			}
			doc.Content = strings.Replace(doc.Content, "Virtasalo", "", 1)
			if valid(t, dir, doc) == nil {
				t.Error("a client without a family name is valid")
			}
		}
	}
}

func valid(t *testing.T, dir string, doc contracts.NationalDocument) error {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(dir, doc.Structure+".json"))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(doc.Content))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value)
}

// TestNationalPlan_IsValidAgainstTheNationalStructure holds a plan that says all
// it can, one that says the least, and one that lacks a word, against structure
// 15010.
func TestNationalPlan_IsValidAgainstTheNationalStructure(t *testing.T) {
	dir := structures(t)
	who := contracts.PlanDocumentOf{FamilyName: "Virtasalo", GivenNames: "Venla Testi", IdentityCode: "150508A900X", Language: "sv"}
	maker := area.Worker{Name: "Aino Virtaharju", Role: access.SocialWorker}
	least := contracts.Plan{Situation: "Asuu yksin.", OwnRating: 7, OtherRating: 5, Goals: []string{"Oma koti"}, ReviewBy: date("2027-11-16")}
	whole := least
	whole.OwnView, whole.Dissent = "Pärjään.", "En tarvitse tukihenkilöä."
	whole.PlanDepth = contracts.PlanDepth{
		Needs: "Raha-asiat.", Strengths: "Ystävät.", TakesPart: "Täti auttaa.", MeetEvery: 4,
		Ways:    []contracts.GoalWay{{Means: "Ohjaamo", By: date("2027-02-28"), When: "keväällä"}},
		Planned: []contracts.PlannedService{{Service: "93", What: "Tuki kotiin"}, {What: "Jotain muuta"}},
	}
	for name, plan := range map[string]contracts.Plan{"least": least, "whole": whole} {
		version := contracts.PlanVersion{Number: 1, On: monday, Plan: &plan, Dissent: []contracts.Writing{{Text: "Myöhemmin eri mieltä.", On: monday}}}
		doc, err := nationalPlanOf(version, who, maker)
		if err != nil {
			t.Fatal(err)
		}
		if err := valid(t, dir, doc); err != nil {
			t.Errorf("%s: %v\n%s", name, err, doc.Content)
		}
		want := []string{"Asuu yksin.", "Oma koti", `"lapsen_kokemus":7`, `"numeerinen_arvio":5`, "Myöhemmin eri mieltä. (2026-11-23)", `"paivamaara":"2026-11-23"`, "2027-11-16", "socialarbetare"}
		if name == "whole" {
			want = append(want, "Ohjaamo. Senast 28.2.2027. keväällä", "Asumisen tuki", "Jotain muuta", "Täti auttaa.", "Högst 4 veckor", "Raha-asiat.", "Ystävät.", "egen syn: Pärjään.", `En tarvitse tukihenkilöä.\n\nMyöhemmin`)
		}
		for _, words := range want {
			if !strings.Contains(doc.Content, words) {
				t.Errorf("%s does not say %q: %s", name, words, doc.Content)
			}
		}
		doc.Content = strings.Replace(doc.Content, "Asuu yksin.", "", 1)
		if valid(t, dir, doc) == nil {
			t.Error("a plan without a situation is valid")
		}
	}
}
