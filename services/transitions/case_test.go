package transitions

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

var (
	children = access.SetOf(access.ChildProtection)
	adults   = access.SetOf(access.WorkingAge)

	aino   = Worker{"w-aino", access.SocialWorker, children}
	elin   = Worker{"w-elin", access.SocialWorker, children}
	oskari = Worker{"w-oskari", access.SocialCounsellor, children}
	henri  = Worker{"w-henri", access.SocialWorker, adults}
	maria  = Worker{"w-maria", access.Manager, children}

	someText = vault.Sealed{Key: "k1", Cipher: []byte("sealed")}
	youth    = es.ID{}.Derive("a young person")
	matter   = es.ID{}.Derive("a matter")
	monday   = date("2026-11-23")
	opening  = OpenCase{Person: youth, Matter: matter, Responsible: aino.ID, On: monday}
)

func date(s string) calendar.Date { return calendar.MustParse(s) }

func given(t *testing.T, events ...Event) estest.Past[Case, Command, Event] {
	t.Helper()
	return estest.Of(t, Decider).Given(events...)
}

// thenWrong expects that exactly this field is refused with this code.
func thenWrong(t *testing.T, past []Event, cmd Command, field, code string) {
	t.Helper()
	var c Case
	for _, e := range past {
		c = e.evolve(c)
	}
	_, err := cmd.decide(c)
	r, _ := refusal.As(err)
	if r.Code != "invalid-fields" || len(r.Fields) != 1 || r.Fields[0] != (refusal.Field{Name: field, Code: code}) {
		t.Errorf("said %v %v, wanted %s: %s", err, r.Fields, field, code)
	}
}

func TestOpenCase(t *testing.T) {
	t.Run("makes whoever had the matter responsible", func(t *testing.T) {
		given(t).When(opening).Then(CaseOpened{Person: youth, Matter: matter, Responsible: aino.ID, On: monday})
	})
	t.Run("is refused for a case that is open", func(t *testing.T) {
		given(t, CaseOpened(opening)).When(opening).ThenRefused(ErrAlreadyOpen)
	})
	t.Run("is refused without a responsible worker, and without a person", func(t *testing.T) {
		given(t).When(OpenCase{Person: youth, Matter: matter, On: monday}).ThenRefused(ErrNobodyResponsible)
		given(t).When(OpenCase{Matter: matter, Responsible: aino.ID, On: monday}).ThenRefused(ErrNobodyResponsible)
	})
}

// commands are commands of all kinds by anybody, about days around the present
// offer; every second one by a worker whom the case concerns, so that much
// happens as well as much is refused.
func commands(t *rapid.T, c Case) Command {
	workers := []Worker{aino, elin, oskari, henri, maria}
	by, to := rapid.SampledFrom(workers).Draw(t, "by"), rapid.SampledFrom(workers).Draw(t, "to")
	if concerned := rapid.SampledFrom([]string{c.Responsible, c.Offer.To}).Draw(t, "concerned"); rapid.Bool().Draw(t, "concerns") {
		by = workers[max(0, slices.IndexFunc(workers, func(w Worker) bool { return w.ID == concerned }))]
	}
	on := monday.AddDays(rapid.IntRange(0, 10).Draw(t, "day"))
	met := on
	if c.Offer.Pending() {
		on = c.Offer.On.AddDays(rapid.IntRange(0, 5).Draw(t, "days since the offer"))
		met = c.Offer.On.AddDays(rapid.IntRange(-1, 5).Draw(t, "met after"))
	}
	rating := rapid.IntRange(-1, 12)
	documents := rapid.SliceOfNDistinct(rapid.SampledFrom(contracts.HandoverDocuments()), 0, 2, rapid.ID[string]).Draw(t, "documents")
	return rapid.SampledFrom([]Command{
		OfferHandover{To: to, Documents: documents, RespondBy: on.AddDays(rapid.IntRange(0, 9).Draw(t, "answer in")), On: on, By: by},
		DeclineHandover{Reason: someText, On: on, By: by},
		WithdrawHandover{Reason: someText, On: on, By: by},
		RaiseAlarm{Tell: []string{maria.ID}, On: on},
		PlanTransfer{Transfer: on.AddMonths(rapid.IntRange(0, 12).Draw(t, "moves in")), On: on, By: by},
		TakeStep{Step: rapid.SampledFrom(contracts.RecordedSteps()).Draw(t, "step"), Done: on, On: on, By: by},
		RecordFollowUp{Months: rapid.IntRange(0, 3).Draw(t, "months"), Met: on, On: on.AddDays(20), By: by},
		WriteSummary{Summary: es.NewID(), Texts: SummaryTexts{Strengths: someText, Situation: someText}, On: on, By: by},
		ReviewSummary{Person: youth, Summary: c.SummaryID, Agrees: rapid.Bool().Draw(t, "agrees"), Comment: someText, On: on},
		RecordConsent{Asked: on, May: rapid.SliceOfNDistinct(rapid.SampledFrom(contracts.HandoverConsents()), 0, 3, rapid.ID[string]).Draw(t, "may"), On: on, By: by},
		RecordJointMeeting{Met: met, On: on, By: by},
		AcceptHandover{On: on, By: by},
		AssessRight{Background: Background{Born: date("2008-05-15"), Basis: TakenIntoCare}, BirthDate: someText, On: on, By: by},
		MakePlan{OwnRating: rating.Draw(t, "own"), OtherRating: rating.Draw(t, "other"), MeetEvery: rapid.IntRange(0, 53).Draw(t, "weeks"), On: on, By: by},
		InviteYouth{Token: "t", At: on.Midnight(), By: by},
		RecordAbsence{From: on, Until: on.AddDays(rapid.IntRange(-1, 9).Draw(t, "away for")), Substitute: rapid.SampledFrom([]Worker{{}, to}).Draw(t, "in"), By: by},
		ExtendAftercare{Until: date("2032-01-01"), Grounds: someText, On: on, By: by},
		FindAreas{Whereabouts: Whereabouts{Home: "21", PaidCare: "21"}, On: on, By: by},
		MakeDecision{Decision: es.ID{}.Derive("a decision"), About: "funds", Granted: true, What: someText, Grounds: someText, From: on, Cents: rapid.IntRange(1, 9_000).Draw(t, "paid"), On: on, By: by},
		ReserveFunds{Month: rapid.SampledFrom([]string{"2026-09", "2026-10", "2026-11"}).Draw(t, "month"), Incomes: []Income{{"pension", 5_000}}, Reserved: rapid.IntRange(2_000, 5_000).Draw(t, "reserved"), On: on, By: by},
		MakeClosingPlan{Ends: someText, Services: someText, WithYouth: rapid.Bool().Draw(t, "together"), On: on, By: by},
		CloseCase{Reason: "own-wish", Born: date("2008-05-15"), On: on, By: by},
		ReturnToAftercare{On: on, By: by}, ReturnToAftercare{On: on, By: by},
		SignInYouth{Token: "t", At: on.Midnight()},
		WriteToPlan{Person: youth, Writing: es.NewID(), Kind: rapid.SampledFrom(contracts.WritingKinds()).Draw(t, "writes"), Text: someText, On: on},
		PlanMeeting{Meeting: es.NewID(), For: on.AddDays(rapid.IntRange(-1, 30).Draw(t, "meets in")), Mode: Mode{"online", "in-person"}, On: on, By: by},
		HoldMeeting{Meeting: c.nextMeeting(), Met: met, Mode: Mode{"online", "online"}, On: on, By: by},
		CancelMeeting{Meeting: c.nextMeeting(), On: on, By: by},
		AnswerWriting{Writing: c.oldestUnanswered(), Answer: someText, On: on, By: by},
		OpenCase{Person: youth, Matter: matter, Responsible: by.ID, On: on},
	}).Draw(t, "command")
}

// witness remembers a case in its own way, so that the rules cannot agree with
// themselves.
type witness struct {
	responsible []string // everybody who ever was, in order
	offered     string   // whose answer is awaited
	since       calendar.Date
	met         bool
	codes       int  // that would still sign in
	planned     bool // a closing plan
	closed      bool
	returned    int
	withdrawn   int
	answerBy    calendar.Date // of the offer
	alarmed     bool          // of the offer
	alarms      int
	allowed     []string // that the next worker may be told
	summary     bool
	disclosing  int
	tasks       []access.Task
}

func (w *witness) see(t *rapid.T, cmd Command, event Event) {
	if _, back := event.(CaseReopened); w.closed && !back {
		t.Fatalf("%T happened to a closed case", event)
	}
	switch e := event.(type) {
	case CaseOpened:
		w.responsible = append(w.responsible, e.Responsible)
	case PlanMade:
		if e.OwnRating < 1 || e.OwnRating > 10 || e.OtherRating < 1 || e.OtherRating > 10 {
			t.Fatalf("a plan with the ratings %d and %d", e.OwnRating, e.OtherRating)
		}
	case ConsentRecorded:
		w.allowed = e.May
	case SummaryWritten:
		w.summary = true
	case SummaryReviewed:
		if !w.summary {
			t.Fatal("a summary was reviewed that nobody had written")
		}
	case HandoverOffered:
		for _, name := range e.Documents {
			if !slices.Contains(w.allowed, name) {
				t.Fatalf("%s is to be disclosed, allowed are %v", name, w.allowed)
			}
			w.disclosing++
		}
		if w.offered != "" {
			t.Fatalf("offered to %s while %s had not answered", e.To, w.offered)
		}
		w.offered, w.since, w.met, w.answerBy, w.alarmed = e.To, e.On, false, e.RespondBy, false
	case HandoverOverdue:
		if w.offered != e.To || w.alarmed || !e.On.After(w.answerBy) {
			t.Fatalf("an alarm on %s of an offer to %q until %s; before: %v", e.On, w.offered, w.answerBy, w.alarmed)
		}
		w.alarmed = true
		w.alarms++
	case HandoverDeclined:
		w.offered, w.allowed = "", nil
	case HandoverWithdrawn:
		if w.offered != e.To || cmd.(WithdrawHandover).By.ID != w.responsible[len(w.responsible)-1] {
			t.Fatalf("%s took back what was offered to %q", cmd.(WithdrawHandover).By.ID, w.offered)
		}
		w.offered, w.allowed = "", nil
		w.withdrawn++
	case JointMeetingHeld:
		if w.offered == "" || e.Met.Before(w.since) {
			t.Fatalf("met on %s about an offer of %s to %q", e.Met, w.since, w.offered)
		}
		w.met = true
	case HandoverAccepted:
		if !w.met || w.offered != e.To || cmd.(AcceptHandover).By.ID != e.To {
			t.Fatalf("%s accepted what was offered to %q; met: %v", e.To, w.offered, w.met)
		}
		if e.Task != access.ChildProtection && e.Task != access.WorkingAge || (e.To == henri.ID) != (e.Task == access.WorkingAge) {
			t.Fatalf("%s has it in %q", e.To, e.Task)
		}
		w.responsible, w.offered, w.tasks = append(w.responsible, e.To), "", append(w.tasks, e.Task)
		w.allowed, w.summary = nil, false
	case ClosingPlanMade:
		w.planned = true
	case CaseClosed:
		if w.closed || w.offered != "" || w.tasks[len(w.tasks)-1] == access.ChildProtection && !w.planned {
			t.Fatalf("closed; before: %v, offered to %q, closing plan %v", w.closed, w.offered, w.planned)
		}
		w.closed, w.codes = true, 0
	case CaseReopened:
		if !w.closed {
			t.Fatal("came back to an open case")
		}
		if last := len(w.responsible) - 1; w.responsible[last] != e.Responsible || w.tasks[last] != access.ChildProtection {
			w.responsible, w.tasks = append(w.responsible, e.Responsible), append(w.tasks, access.ChildProtection)
		}
		w.closed, w.planned, w.allowed, w.summary = false, false, nil, false
		w.returned++
	case YouthInvited:
		w.codes = 1
	case YouthSignedIn:
		if w.codes--; w.codes < 0 {
			t.Fatal("a code signed in twice")
		}
	}
}

// TestCase_ExactlyOneIsResponsible plays random commands. After each, exactly
// one worker is responsible, who is the first or the last to accept after a
// meeting or to take somebody back, and at most one offer awaits an answer. Nothing
// happens to a closed case but a return.
func TestCase_ExactlyOneIsResponsible(t *testing.T) {
	moved, returned, withdrawn, alarms, disclosing := 0, 0, 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := Decider.Evolve(Case{}, CaseOpened(opening))
		w := witness{responsible: []string{aino.ID}, tasks: []access.Task{access.ChildProtection}}
		for range rapid.IntRange(500, 800).Draw(t, "commands") { // with fewer, none of a run's might move responsibility
			cmd := commands(t, c)
			events, err := Decider.Decide(c, cmd)
			if err != nil && len(events) > 0 {
				t.Fatalf("%T both refused and happened", cmd)
			}
			for _, e := range events {
				c = Decider.Evolve(c, e)
				w.see(t, cmd, e)
			}
			if last := w.responsible[len(w.responsible)-1]; c.Responsible != last || c.Responsible == "" {
				t.Fatalf("%q is responsible after %T, the last to accept was %s", c.Responsible, cmd, last)
			}
			if c.Task == access.ChildProtection && !c.LeftProtection.IsZero() {
				t.Fatalf("of child protection, which it left on %s", c.LeftProtection)
			}
			if c.Paid > c.saved() {
				t.Fatalf("%d paid of %d", c.Paid, c.saved())
			}
			if len(c.Former) != len(w.responsible)-1 {
				t.Fatalf("%d had it before, after %d changes", len(c.Former), len(w.responsible)-1)
			}
			if c.Offer.To != w.offered || c.Offer.Pending() && c.Offer.To == c.Responsible {
				t.Fatalf("offered to %q, the answer of %q is awaited", c.Offer.To, w.offered)
			}
		}
		moved, returned, withdrawn, alarms, disclosing = moved+len(w.responsible)-1, returned+w.returned, withdrawn+w.withdrawn, alarms+w.alarms, disclosing+w.disclosing
	})
	if moved == 0 || returned == 0 || withdrawn == 0 || alarms == 0 || disclosing == 0 {
		t.Error("responsibility never moved: the commands do not reach what is tested")
	}
}

// TestCase_NothingHappensBeforeItIsOpen: whatever is asked, the first thing to
// happen is the opening.
func TestCase_NothingHappensBeforeItIsOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cmd := commands(t, Case{})
		events, err := Decider.Decide(Case{}, cmd)
		if _, opens := cmd.(OpenCase); !opens && (err == nil || len(events) > 0) {
			t.Fatalf("%T happened to a case that is not open", cmd)
		}
	})
}

var noon = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// nextMeeting is the next meeting that is planned; zero: none is.
func (c Case) nextMeeting() es.ID {
	if len(c.Meet.Planned) > 0 {
		return c.Meet.Planned[0].ID
	}
	return es.ID{}
}
