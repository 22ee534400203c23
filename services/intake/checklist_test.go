package intake

import (
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

func riskForm(t *testing.T) contracts.AssessmentForm {
	t.Helper()
	all, err := loadRiskForms()
	if err != nil {
		t.Fatal(err)
	}
	return all.newest(placementRisk)
}

// checklist answers every question "not-seen" but those that were seen.
func checklist(t *testing.T, on string, seen ...string) FillChecklist {
	t.Helper()
	cmd := FillChecklist{Form: riskForm(t), Born: "2011-05-01", On: day(on), By: aino}
	for _, field := range fieldsOf(cmd.Form) {
		code := "not-seen"
		if slices.Contains(seen, field.Code) {
			code = answeredSeen
		}
		cmd.Answers = append(cmd.Answers, Answer{Field: field.Code, Code: code})
	}
	return cmd
}

// checked is a matter with a checklist on which these were seen.
func checked(t *testing.T, seen ...string) []Event {
	t.Helper()
	past := []Event{registered("2026-11-10")}
	happened, err := checklist(t, "2026-11-12", seen...).decide(past[0].evolve(Matter{}))
	if err != nil {
		t.Fatal(err)
	}
	return append(past, happened...)
}

func TestHouseRule_ChecklistFrom12thTo18thBirthday(t *testing.T) {
	for _, x := range []struct {
		born, on string
		want     error
	}{
		{"2014-11-23", "2026-11-22", ErrOutsideAges}, // the day before the 12th birthday
		{"2014-11-23", "2026-11-23", nil},            // the 12th birthday
		{"2008-11-23", "2026-11-22", nil},            // the day before the 18th birthday
		{"2008-11-23", "2026-11-23", ErrOutsideAges}, // the 18th birthday
		{"2012-02-29", "2024-02-28", ErrOutsideAges},
		{"2012-02-29", "2024-02-29", nil},
		{"2012-02-29", "2030-02-27", nil}, // born on a leap day: 18 on 28 February, as ages are counted everywhere here
		{"2012-02-29", "2030-02-28", ErrOutsideAges},
		{"", "2026-11-23", ErrBirthDateUnknown},
	} {
		cmd := checklist(t, x.on, "school")
		cmd.Born = x.born
		_, err := cmd.decide(registered("2020-01-07").evolve(Matter{}))
		if !errors.Is(err, x.want) {
			t.Errorf("born %s, on %s: %v", x.born, x.on, err)
		}
	}
}

func TestFillChecklist(t *testing.T) {
	t.Run("the signal names the answers behind it, in the order of the form, and nothing else", func(t *testing.T) {
		cmd := checklist(t, "2026-11-12", "substances", "school")
		given(t, registered("2026-11-10")).When(cmd).Then(ChecklistFilled{
			Form: FormID{placementRisk, 1}, Answers: cmd.Answers, Signal: []string{"school", "substances"}, Age: 15, On: cmd.On,
		})
	})
	t.Run("not knowing is no signal", func(t *testing.T) {
		cmd := checklist(t, "2026-11-12")
		cmd.Answers[3].Code = "unknown"
		happened, err := cmd.decide(registered("2026-11-10").evolve(Matter{}))
		if err != nil || len(happened[0].(ChecklistFilled).Signal) != 0 {
			t.Errorf("happened %+v, %v", happened, err)
		}
	})
	t.Run("every question is answered", func(t *testing.T) {
		cmd := checklist(t, "2026-11-12")
		left := cmd.Answers[2].Field
		cmd.Answers = slices.Delete(cmd.Answers, 2, 3)
		_, err := cmd.decide(registered("2026-11-10").evolve(Matter{}))
		if no, _ := refusal.As(err); len(no.Fields) != 1 || no.Fields[0].Name != "answers."+left {
			t.Errorf("refused %+v", err)
		}
	})
	t.Run("is refused while nobody has said what the last one means", func(t *testing.T) {
		given(t, checked(t, "school")...).When(checklist(t, "2026-11-13")).ThenRefused(ErrUnjudged)
		given(t, checked(t)...).When(checklist(t, "2026-11-13")).ThenRefused(ErrUnjudged) // no signal: all the same
	})
	t.Run("is for child-protection workers, while the matter lives", func(t *testing.T) {
		cmd := checklist(t, "2026-11-12")
		given(t, registered("2026-11-10"), AssessmentFoundUnnecessary{}).When(cmd).ThenRefused(ErrMatterEnded)
		cmd.By = maria
		given(t, registered("2026-11-10")).When(cmd).ThenRefused(ErrNotChildProtectionWorker)
	})
}

func TestJudgeChecklist(t *testing.T) {
	judge := JudgeChecklist{Conclusion: ConcludeSupport, Judgement: someText, On: day("2026-11-12"), By: aino}
	t.Run("the worker's own judgement is obligatory, whatever they conclude", func(t *testing.T) {
		for _, conclusion := range contracts.Conclusions() {
			without := JudgeChecklist{Conclusion: Conclusion(conclusion), Reason: someText, On: judge.On, By: aino}
			given(t, checked(t, "school")...).When(without).ThenRefused(ErrJudgementRequired)
			given(t, checked(t)...).When(without).ThenRefused(ErrJudgementRequired)
		}
	})
	t.Run("dismissing a signal needs a reason", func(t *testing.T) {
		dismiss := judge
		dismiss.Conclusion = Dismissed
		given(t, checked(t, "school")...).When(dismiss).ThenRefused(ErrDismissalReason)
		dismiss.Reason = someText
		given(t, checked(t, "school")...).When(dismiss).Then(ChecklistJudged{Conclusion: Dismissed, Judgement: someText, Reason: someText, On: dismiss.On})
	})
	t.Run("where there is no signal there is nothing to dismiss with a reason", func(t *testing.T) {
		none := judge
		none.Conclusion = Dismissed
		given(t, checked(t)...).When(none).Then(ChecklistJudged{Conclusion: Dismissed, Judgement: someText, On: none.On})
	})
	t.Run("is done once", func(t *testing.T) {
		given(t, append(checked(t, "school"), ChecklistJudged{Conclusion: ConcludeFollow})...).When(judge).ThenRefused(ErrNothingToJudge)
		given(t, registered("2026-11-10")).When(judge).ThenRefused(ErrNothingToJudge)
	})
	t.Run("an assessment is not completed while a checklist is unjudged", func(t *testing.T) {
		past := append(checked(t), MatterTaken{Holder: aino.ID}, AssessmentStarted{})
		complete := CompleteAssessment{Outcome: "aftercare", Grounds: someText, On: day("2026-11-20"), By: aino, Form: forms{}.newest(childNeeds)}
		given(t, past...).When(complete).ThenRefused(ErrUnjudged)
	})
}

func TestBeginSupport(t *testing.T) {
	begin := BeginSupport{Support: "school", Begun: day("2026-11-14"), On: day("2026-11-15"), By: aino}
	for conclusion, want := range map[Conclusion]error{"": ErrNotFollowed, Dismissed: ErrNotFollowed, ConcludeFollow: nil, ConcludeSupport: nil} {
		past := checked(t, "school")
		if conclusion != "" {
			past = append(past, ChecklistJudged{Conclusion: conclusion})
		}
		if want != nil {
			given(t, past...).When(begin).ThenRefused(ErrNotFollowed)
			continue
		}
		given(t, past...).When(begin).Then(SupportBegun{Support: "school", Begun: begin.Begun})
	}
	begin.Begun = day("2026-11-16")
	given(t, append(checked(t, "school"), ChecklistJudged{Conclusion: ConcludeSupport})...).When(begin).ThenRefused(ErrSupportDay)
}

// TestHouseRule_ChecklistIsNoScore: nothing that is stored of a checklist is a
// number but the age and the version, and one answer weighs as much as sixteen.
func TestHouseRule_ChecklistIsNoScore(t *testing.T) {
	var numbers []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[ChecklistFilled]()) {
		if k := field.Type.Kind(); k >= reflect.Int && k <= reflect.Float64 {
			numbers = append(numbers, field.Name)
		}
	}
	if !slices.Equal(numbers, []string{"Age"}) {
		t.Errorf("numbers: %v", numbers)
	}
	var all []string
	for _, field := range fieldsOf(riskForm(t)) {
		all = append(all, field.Code)
	}
	judge := JudgeChecklist{Conclusion: Dismissed, Judgement: someText, On: day("2026-11-12"), By: aino}
	given(t, checked(t, "school")...).When(judge).ThenRefused(ErrDismissalReason)
	given(t, checked(t, all...)...).When(judge).ThenRefused(ErrDismissalReason)
}

func TestRiskForms(t *testing.T) {
	if form := riskForm(t); form.Version != 1 || len(fieldsOf(form)) < 16 {
		t.Errorf("version %d, %d questions", form.Version, len(fieldsOf(form)))
	}
	raw, err := os.ReadFile("checklists/placement-risk.v1.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"another code":          {`"placement-risk"`, `"child-needs"`},
		"no version":            {`"version": 1`, `"version": 0`},
		"an answer that counts": {`"code": "unknown"`, `"code": "3-points"`},
		"a weight":              {`"required": true`, `"required": true, "weight": 2`},
		"a question twice":      {`"code": "offences"`, `"code": "school"`},
		"one left open":         {`"required": true`, `"required": false`},
		"no Swedish":            {`"sv": "Ensamhet"`, `"sv": ""`},
	} {
		bad := strings.Replace(string(raw), change[0], change[1], 1)
		if bad == string(raw) {
			t.Fatalf("%s changes nothing", name)
		}
		if err := (forms{}).add([]byte(bad), checkRisk); err == nil {
			t.Errorf("a checklist with %s is accepted", name)
		}
	}
}

// TestSignalReport counts children of whom the test knows what became.
func TestSignalReport(t *testing.T) {
	var matters []Watched
	add := func(n int, w func(i int, person es.ID) []Watched) {
		for i := range n {
			matters = append(matters, w(i, es.NewID())...)
		}
	}
	signal := func(on string, c Conclusion) Signalled { return Signalled{On: day(on), Conclusion: c} }
	one := func(w Watched) func(int, es.ID) []Watched {
		return func(_ int, person es.ID) []Watched { w.Person = person; return []Watched{w} }
	}
	add(6, one(Watched{Signals: []Signalled{signal("2026-03-01", ConcludeSupport)}, Supports: days("2026-03-02")}))
	add(5, func(_ int, person es.ID) []Watched { // placed on another matter of the same child
		return []Watched{{Person: person, Placed: days("2026-04-01")}, {Person: person, Signals: []Signalled{signal("2026-03-01", ConcludeSupport)}, Supports: days("2026-03-01")}}
	})
	add(7, one(Watched{Signals: []Signalled{signal("2026-03-01", ConcludeFollow), signal("2026-09-01", Dismissed)}, Placed: days("2026-02-28")})) // placed before the signal
	add(5, one(Watched{Signals: []Signalled{signal("2026-03-01", "")}, Placed: days("2026-03-01")}))
	add(5, one(Watched{Signals: []Signalled{signal("2026-03-01", Dismissed)}, Placed: days("2027-01-01")}))
	add(9, one(Watched{Signals: []Signalled{signal("2026-03-01", Dismissed), {On: day("2026-05-01"), Empty: true, Conclusion: ConcludeFollow}}}))
	add(30, one(Watched{Signals: []Signalled{signal("2025-12-31", ConcludeSupport)}})) // of another year
	add(30, one(Watched{Signals: []Signalled{{On: day("2026-03-01"), Empty: true}}}))  // no signal
	report := reportOf(2026, track(matters, 2026))
	for i, want := range [][2]int{{5, 6}, {5, 7}, {5, 9}} {
		g := report.Groups[i]
		if g.Placed == nil || g.NotPlaced == nil || *g.Placed != want[0] || *g.NotPlaced != want[1] {
			t.Errorf("%s: %v, want %v", g.Group, [2]*int{g.Placed, g.NotPlaced}, want)
		}
	}
	if report.Total == nil || *report.Total != 37 {
		t.Errorf("total %v", report.Total)
	}
	t.Run("a cell under five is hidden, and the total with it", func(t *testing.T) {
		children := track(matters, 2026)
		for id, child := range children {
			if child.supported && child.placed {
				delete(children, id)
				break
			}
		}
		report := reportOf(2026, children)
		if report.Groups[0].Placed != nil || report.Total != nil || report.Groups[0].NotPlaced == nil {
			t.Errorf("told %+v", report)
		}
	})
	t.Run("nobody at all tells nothing", func(t *testing.T) {
		for _, g := range reportOf(2026, nil).Groups {
			if g.Placed != nil || g.NotPlaced != nil {
				t.Errorf("told %+v", g)
			}
		}
	})
}

// goldenChecklist is what is stored of the checklist.
func goldenChecklist(t *testing.T) []Event {
	t.Helper()
	cmd := checklist(t, "2026-11-12", "school")
	cmd.Answers, cmd.More = cmd.Answers[:2], vault.Sealed{Key: "k1", Cipher: []byte("sealed")}
	return []Event{
		ChecklistFilled{Form: FormID{placementRisk, 1}, Answers: cmd.Answers, More: cmd.More, Signal: []string{"school"}, Age: 15, On: cmd.On},
		ChecklistJudged{Conclusion: Dismissed, Judgement: someText, Reason: someText, On: cmd.On},
		SupportBegun{Support: "school", Begun: cmd.On},
	}
}

func days(all ...string) []Step {
	var out []Step
	for _, one := range all {
		out = append(out, Step{On: day(one)})
	}
	return out
}
