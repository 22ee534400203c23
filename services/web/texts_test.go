package web

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// families are the texts of the desk that are looked up by a code: every code
// must have one.
func families() map[string][]string {
	return map[string][]string{
		"paper.title": contracts.IntakeDocuments()[1:], "paper.section": contracts.DocumentSections(), "paper.item": contracts.DocumentItems(),
		"paper.left": contracts.DocumentReasons(), "paper.purpose": {"assess-need"}, "paper.twelve": {"yes", "no", "unknown"}, "paper.services-decided": {"apart"},

		"channel": contracts.Channels(), "reporter": contracts.ArrivalBodies(), "state": contracts.MatterStates(),
		"role": codes(access.Roles()), "step": append(calendar.Reasons(), "now"), "view": views(), "done": done(), "language": childLanguages(), "told": toldCodes(),
		"next": {
			"assess-urgency", "decide-start", "complete-assessment", "await-birth",
			"assess-right", "make-plan", "answer-handover", "meet", "accept", "review-plan", "answer-proposal",
		},
		"urgency": {"urgent", "not-urgent"}, "urgent": {"yes", "no"}, "start": {"yes", "no"},
		"decision": {"started", "unnecessary"}, "outcome": contracts.Outcomes(),
		"document": append(contracts.HandoverDocuments(), contracts.IntakeDocuments()...), "given": append(contracts.CopyRecipients(), contracts.IntakeDocuments()...), "case.shows": {contracts.ShowsUntilHandover, contracts.ShowsOffer},
		"right": contracts.Rights(), "basis": contracts.RightBases(),
		"way": contracts.Ways(), "clock": contracts.Bases(), "consent": contracts.Consents(), "condition": conditionCodes(),
		"value": {"begins", "continues", "no-ground", "needed", "has-other", "not-needed", "heard", "found-out", "left-out-harm", "left-out-needless", "unknown", "not-yet", "service-target", "further-notice", "yes", "no", "goes-on", "feb28", "sealed", "age-limit", "five-years", "years-after", "in-force", "no-right", "ended-before", "no-duty", "as-before", "mar1", "person", "home-municipality", "residence", "paid-care", "home-then", "decided-in", "made", "none", "transition"},
		"fact":  append(factKeys(), "transitions.from"),
		"doer":  {"system", "oma", "youth"},
		"wrote": contracts.WritingKinds(), "writing.state": contracts.WritingStates(), "mode": contracts.MeetingModes(), "step.plan": contracts.PlanSteps(), "step.plan-what": contracts.PlanSteps(),
		"finding":       findingKeys(),
		"ban-ground":    append(contracts.BanGrounds(), "title", "lead", "holds", "send"),
		"law":           {"417/2007", "1301/2014", "1283/2023", "KHO:2016:92", "434/2003", "13/2003", "703/2023", "2016/679", "661/2009"},
		"inbox.heading": views(),
		"wording": {
			"417/2007 13 b § 2 mom", "1301/2014 37 §", "417/2007 20 §", "417/2007 29 §", "417/2007 26 § 5 mom", "417/2007 26 § 2 mom", "417/2007 75 § 1 mom", "417/2007 75 § 2 mom", "417/2007 75 § 3 mom",
			"1301/2014 36 § 2 mom", "1301/2014 36 § 3 mom", "417/2007 38 § 2 mom", "417/2007 38 a §", "417/2007 13 § 3 mom", "417/2007 39 §", "417/2007 25 c §", "417/2007 25 d §", "1301/2014 35 §",
			"703/2023 39 §", "661/2009 36 §", "703/2023 24 §, annex", "703/2023 51 §", "703/2023 55 § 1 mom", "703/2023 59 §", "417/2007 6 §", "417/2007 30 §", "417/2007 75 § (draft)", "1283/2023 voimaantulosäännös 2–3 mom", "KHO:2016:92 75 § 1 mom", "417/2007 16 § 1 mom", "417/2007 16 a § 3 mom", "417/2007 76 § 2 mom", "417/2007 77 § 1 mom", "417/2007 77 § 2 mom", "434/2003 49 c §", "434/2003 59 §", "13/2003 19 §", "1283/2023 voimaantulosäännös 2 mom",
		},
		"event": {
			"intake.notification-registered.v1", "intake.urgency-assessed.v1", "intake.assessment-started.v1",
			"intake.assessment-found-unnecessary.v1", "intake.assessment-completed.v1", "intake.matter-taken.v1", "intake.matter-handed.v1", "intake.answers-written.v1",
			"intake.arrival-registered.v1", "intake.birth-recorded.v1", "intake.matter-queued.v1",
			"intake.cap-exceeded.v1", "intake.delay-explained.v1", "intake.child-placed.v1", "intake.placement-continued.v1", "intake.source-recorded.v1", "intake.checklist-filled.v1", "intake.checklist-judged.v1", "intake.support-begun.v1", "intake.team-asked.v1", "intake.view-given.v1", "intake.jointly-recommended.v1", "intake.consultation-closed.v1", "intake.placement-ended.v1",
			"intake.protection-reported.v1", "intake.protection-ordered.v1", "intake.protection-extended.v1", "intake.protection-ended.v1",
			"transitions.case-opened.v1", "transitions.right-assessed.v1", "transitions.plan-made.v1",
			"transitions.handover-offered.v1", "transitions.handover-declined.v1", "transitions.joint-meeting-held.v1",
			"transitions.permit-given.v1", "transitions.permit-withdrawn.v1", "transitions.disclosure-forbidden.v1", "transitions.ban-lifted.v1",
			"transitions.handover-accepted.v1", "transitions.youth-invited.v1", "transitions.worker-away.v1", "transitions.aftercare-extended.v1", "transitions.areas-found.v1", "transitions.closing-plan-made.v1", "transitions.case-closed.v1", "transitions.case-reopened.v1", "transitions.decision-made.v1", "transitions.decision-served.v1", "transitions.funds-reserved.v1", "transitions.youth-signed-in.v1",
			"transitions.handover-withdrawn.v1", "transitions.handover-overdue.v1", "transitions.summary-written.v1", "transitions.summary-reviewed.v1", "transitions.consent-recorded.v1", "transitions.transfer-planned.v1", "transitions.handover-file-issued.v1", "transitions.step-taken.v1", "transitions.followed-up.v1",
			"transitions.youth-wrote.v1", "transitions.youth-answered.v1",
			"transitions.meeting-planned.v1", "transitions.meeting-held.v1", "transitions.meeting-cancelled.v1",
		},
		"picture.lane": laneNames(),
		"agreed.may":   contracts.HandoverConsents(), "milestone": contracts.HandoverSteps(), "follow-up": {"1", "3"},
		"law-change":  contracts.LawChanges(),
		"gap":         contracts.GapKinds(),
		"gaps.view":   gapViews(),
		"source-kind": contracts.SourceKinds(), "source-basis": contracts.SourceBases(),
		"consult-purpose": contracts.ConsultationPurposes(), "consult-part": contracts.ConsultationParts(), "team-role": contracts.TeamRoles(),
		"duplicate":  contracts.DuplicateReasons(),
		"conclusion": contracts.Conclusions(), "risk-support": contracts.RiskSupports(), "signal-group": contracts.SignalGroups(),
		"notice":      contracts.NoticeKinds(),
		"invite.mail": contracts.CodeOutcomes(), "invite.text-message": contracts.TextOutcomes(),
		"task":     append(append(codes(access.Tasks()), "own-or-basics"), contracts.LookPurposes()...),
		"kind":     access.Kinds(),
		"relation": codes(access.Relations()),
		"used":     {"glass", "denied"},
		"near":     codes(access.Nearnesses()),
		"alert": {
			"no-relation", "own-data", "near-data", "browsing", "former-client", "volume", "protected-tries", "glass-broken",
		},
		"cases.view": caseViews(), "closing": contracts.ClosingReasons(), "question": contracts.OpenQuestions(),
		"about": contracts.DecisionKinds(), "granted": {"yes", "no"}, "service": contracts.SupportServices(), "how": contracts.ServiceWays(),
		"income": contracts.IncomeKinds(), "decision.in": {"fi", "sv"},
		"toward": contracts.BanTowards(), "scope": contracts.BanScopes(), "permitted": {"yes", "no"},
		"protection.act": {"order", "extend", "end"}, "protection.send": {"order", "extend", "end"},
		"retention-view": retentionViews(), "retention-done": retentionStates(), "death-source": contracts.DeathSources(), "class": retentionClasses(), "kept-from": retentionStarts(), "past-known": contracts.PastKnown(), "past-shown": contracts.PastKnown(),
		"group":      withEach([]string{"members", "queue"}, "", ".none"),
		"field.name": groupLanguages(),
		"empty":      withEach(append(views(), withPrefix("cases.", caseViews()...)...), ".title", ".text"),
		"error":      withEach([]string{"away", "fault", "signed-out", "token", "not-found", "forbidden", "invalid", "no-relation", "use-log-unavailable", "provider-away", "sign-in-failed", "no-role"}, ".title", ".text"),
		"refusal":    refusalCodes(),
		"wrong": append(withPrefix("required.", "way", "clock_basis", "consent", "born", "expected_birth", "decided", "placed", "channel", "child.family_name", "child.given_names", "child.identity_code", "guardians.family_name",
			"reporter.body", "content", "urgent", "start", "outcome", "worker", "grounds", "birth_date", "basis", "placed_from", "situation",
			"own_rating", "other_rating", "goals", "to", "to_area", "file_documents", "respond_by", "reason", "on", "name.fi", "place", "first_day", "from", "until", "in_force", "ends_on", "extended_until", "home", "services", "closing_reason", "about", "granted", "what", "service", "how", "sent", "month", "question", "consult_purpose", "open_until", "members", "view", "recommendation", "answers", "conclusion", "support", "begun", "source_kind", "from_whom", "information", "got", "asked_by", "purpose", "reserved", "placements.kind", "placements.from", "placements", "at", "task", "source", "name"),
			"required.strengths", "required.copy_to", "required.guardians.non_disclosure", "adult-has-no-guardian.copy_to", "required.summary_situation", "required.asked", "required.transfer", "required.step", "required.done", "required.months", "required.followed", "grounds-required.reason", "changed-since.answers", "required.from", "required.until", "required.last", "required.toward", "required.covers", "required.permitted", "required.ban", "ends-before-start.until", "required.ban_ground", "required.number",
			"out-of-range.meet_every", "required.planned.what", "required.answer", "required.for", "required.offered", "required.chosen", "required.met", "required.ends"),
	}
}

// findingKeys are the inputs and outcomes of the findings that services make.
func findingKeys() []string {
	return []string{
		"children", "cap", "within-cap", "form", "contents", "relationship", "own-worker", "twelve", "hearing", "opinion", "own-right-to-speak",
		"pending", "due", "nominal", "on", "role", "urgency", "same-day", "in-time", "decision", "outcome",
		"basis", "placed-from", "placed-to", "half-year", "right", "birth-date", "last-client-day", "age-limit", "leap-day-birthday",
		"duty-end", "by", "young", "latest", "review-by", "class", "client-death", "matter-closed", "years", "kept-to", "destroy-from",
		"received", "way", "clock-basis", "adult", "consent", "expected-birth", "within-right", "within-target", "born", "limit",
		"decided", "placed", "first-day", "other-than-responsible", "other-than-decider", "ended",
		"from-day", "until", "last-day", "within", "toward", "scope", "permitted", "years-after", "half-year-months", "present-end", "reached-before", "placements", "counted-together", "read-by", "measure-until", "counted", "minimum", "support-needed", "sent", "known", "home-area", "residence-area", "responsible-area", "cost-area", "with-youth", "closing-plan", "forbidden",
		"source", "source-basis", "got", "six-parts", "stands-on",
		"met", "mode", "weeks", "last-met", "meet-by", "follows",
	}
}

// retentionClasses are the classes of the annex of 703/2023.
func retentionClasses() []string {
	return []string{
		"client-basics", "child-protection", "family-services", "working-age", "older-people", "substance-services", "disability-services",
		"family-law-child", "family-law-other", "client-fees", "correspondence", "use-log",
	}
}

// retentionStarts are what a term of the annex runs from.
func retentionStarts() []string {
	return []string{"client-death", "child-birth", "matter-closed", "validity-ended", "message-date", "log-event"}
}

// refusalCodes are the codes that a form or an act can come back with.
func refusalCodes() []string {
	return []string{
		"copy-forbidden-by-client", "malformed-number", "of-age", "adult-has-no-guardian", "ban-ground-holds", "ban-ground-nobody-told",
		"invalid-fields", "required", "too-long", "unreadable-characters", "identity-code-length", "identity-code-date",
		"identity-code-separator", "identity-code-number", "identity-code-check", "identity-code-future", "birth-date-mismatch",
		"malformed-date", "date-form", "time-form", "number-form", "unknown-code", "unknown-municipality", "in-the-future", "too-old",
		"secrecy-grounds-missing", "anonymous-with-name", "anonymous-only-private", "already-registered", "taken", "not-holder",
		"same-holder", "unknown-worker", "urgency-not-assessed", "already-decided", "not-social-worker", "not-child-protection-worker",
		"grounds-required", "not-found", "not-allowed", "no-relation", "use-log-unavailable", "changed-since", "not-answered", "overloaded", "history-unavailable",
		"list-rebuilding", "contended", "timeout", "fault", "not-assessing", "already-completed",
		"written-since", "other-form", "assessment-incomplete", "child-not-heard", "unknown-revision",
		"not-a-child", "not-over-75", "return-facts-missing", "right-ended", "not-anticipated", "not-pending", "same-queue", "unknown-unit",
		"not-born-yet", "anonymous-only-notification", "same-child-twice", "placement-by-social-worker", "not-by-responsible-worker", "not-by-decider", "conditions-not-met", "already-placed",
		"not-placed", "already-continued", "unknown-window", "placement-lapsed",
		"data-destroyed", "retention-start-unknown", "retention-running", "retention-over", "not-open-yet", "second-person-required", "not-overdue", "cap-reached", "cap-by-manager", "no-document-yet", "national-code-missing", "no-national-structure", "national-data-missing", "service-task-missing",
		// of services/transitions
		"not-responsible", "right-not-assessed", "no-aftercare", "rating-out-of-range", "in-the-past", "review-too-late", "before-birth",
		"ends-before-start", "before-placement-end", "too-many", "offer-pending", "no-offer", "not-receiver", "not-party", "not-met",
		"already-responsible", "not-case-worker", "respond-by-too-early", "meeting-before-offer", "already-shown",
		"no-service-task", "no-such-document", "consent-missing", "no-summary", "summary-replaced", "no-permit", "file-differs", "other-area", "client-unknown", "no-follow-up", "followed-up-already", "before-handover", "class-too-narrow",
		"not-open", "no-duty", "not-after-duty-end", "closing-plan-or-grounds", "with-the-young-person", "case-closed", "case-open", "no-return",
		"not-decider", "already-served", "ends-before-from", "against-the-right", "after-the-end", "amount-form", "above-balance", "after-23",
		"before-decision", "month-form", "below-minimum", "above-income", "funds-paid",
		// of safety non-disclosure
		"protection-overlaps", "protection-none", "protection-too-long", "protection-not-in-force", "day-and-further-notice", "not-later", "not-earlier",
		// of information from outside
		"legal-basis-missing", "basis-not-in-force", "matter-ended",
		// of the checklist of the risk of placement
		"not-12-to-17", "birth-date-unknown", "checklist-unjudged", "nothing-to-judge", "judgement-required", "dismissal-reason-required", "no-support-judged", "unknown-year",
		// of the consultation of a team
		"consultation-open", "no-consultation", "not-of-team", "already-recommended", "views-missing", "consultation-days", "close-reason-required", "one-of-each-role", "not-of-that-role",
		// of who is the same person
		"same-person", "already-merged", "not-merged",
		// of permits and bans
		"forbidden-by-client", "absence-too-long", "no-such-ban",
		// of the young person's words to the plan
		"no-plan-yet", "too-much-unanswered", "nothing-to-answer", "no-such-proposal",
		"no-such-meeting", "too-many-meetings",
		// of services/peergroups
		"out-of-range", "malformed-time", "too-far-ahead", "no-such-time", "not-answered-group",
		// of services/oversight
		"glass-open", "glass-nobody-told", "unknown-task",
	}
}

// codes are codes of a type as texts.
func codes[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, code := range all {
		out[i] = string(code)
	}
	return out
}

func withEach(stems []string, ends ...string) []string {
	var out []string
	for _, s := range stems {
		for _, e := range ends {
			out = append(out, s+e)
		}
	}
	return out
}

func withPrefix(prefix string, ends ...string) []string {
	var out []string
	for _, e := range ends {
		out = append(out, prefix+e)
	}
	return out
}

// face is a set of pages that share a part of the catalogs: the desk's, or those
// of young people.
type face struct {
	source   func(file string) bool // whether a file of the package asks for their texts
	catalog  func(file string) bool // whether a file of texts is theirs
	families map[string][]string    // texts that are looked up by a code
}

func isOma(file string) bool {
	return strings.HasPrefix(file, "oma_") || strings.Contains(file, "/oma")
}

func TestCatalogs(t *testing.T) {
	desk := func(file string) bool { return !isOma(file) }
	face{source: desk, catalog: desk, families: with(families(), dailyFamilies())}.check(t)
}

// check fails the test unless every language has what these pages ask for, and
// nothing that no page asks for.
func (f face) check(t *testing.T) {
	t.Helper()
	needed := map[string]bool{}
	for _, key := range askedFor(t, f.source) {
		needed[key] = true
	}
	for family, codes := range f.families {
		for _, code := range codes {
			needed[family+"."+code] = true
		}
	}
	if len(needed) < 50 {
		t.Fatalf("only %d keys found in the sources: the search is broken", len(needed))
	}
	written := literals(t)
	finnish := catalog(t, "fi", everything)
	argument := regexp.MustCompile(`{{\.(\w+)}}`)
	for _, lang := range translated() {
		texts, own := catalog(t, lang, everything), catalog(t, lang, f.catalog)
		t.Run(lang+" has every text that a page asks for", func(t *testing.T) {
			for _, key := range slices.Sorted(maps.Keys(needed)) {
				if strings.Trim(texts[key], `" `) == "" {
					t.Errorf("%s is missing", key)
				}
			}
		})
		t.Run(lang+" has no text that no page asks for", func(t *testing.T) {
			for _, key := range slices.Sorted(maps.Keys(own)) {
				if !needed[key] && !written[key] {
					t.Errorf("%s is not used", key)
				}
			}
		})
		t.Run(lang+" says what Finnish says, with the same arguments", func(t *testing.T) {
			for key, text := range own {
				if got, want := arguments(argument, text), arguments(argument, finnish[key]); !slices.Equal(got, want) {
					t.Errorf("%s has the arguments %v, and %v in Finnish", key, got, want)
				}
			}
		})
	}
}

func everything(string) bool { return true }

// catalog reads the keys of a language in some of its files and all that they
// say, arguments included.
func catalog(t *testing.T, lang string, want func(file string) bool) map[string]string {
	t.Helper()
	files, err := textFilesIn(lang)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, file := range files {
		if !want(file) {
			continue
		}
		raw, err := fs.ReadFile(textFiles, file)
		if err != nil {
			t.Fatal(err)
		}
		var entries map[string]json.RawMessage
		if err := json.Unmarshal(raw, &entries); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, text := range entries {
			if _, twice := out[key]; twice {
				t.Errorf("%s is in %s and in another file", key, file)
			}
			out[key] = string(text)
		}
	}
	return out
}

// inSources returns what a pattern's group finds in the package's own sources.
func inSources(t *testing.T, pattern string, want func(file string) bool) []string {
	t.Helper()
	form := regexp.MustCompile(pattern)
	files, err := filepath.Glob("*.*")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		source := strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".templ")
		if !source || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") || !want(name) {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range form.FindAllStringSubmatch(string(text), -1) {
			out = append(out, m[1])
		}
	}
	return out
}

// literals are the strings written in the package's own sources.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	written := map[string]bool{}
	for _, key := range inSources(t, `"([a-z_-]+(?:\.[a-z_-]+)+)"`, everything) {
		written[key] = true
	}
	return written
}

// askedFor returns the keys that sources ask for by a literal.
func askedFor(t *testing.T, source func(file string) bool) []string {
	t.Helper()
	keys := inSources(t, `(?:\.[TN]\(|Label: |Hint: )"([^"]+)"`, source)
	return slices.DeleteFunc(keys, func(key string) bool { return strings.HasSuffix(key, ".") })
}

func arguments(form *regexp.Regexp, text string) []string {
	var names []string
	for _, m := range form.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func testTexts(t *testing.T, lang string) Texts {
	t.Helper()
	c, err := loadCatalogs(translated())
	if err != nil {
		t.Fatal(err)
	}
	return c.texts[lang]
}

func TestTextsOfUnknownCodes(t *testing.T) {
	texts := testTexts(t, "fi")
	if got := texts.codeText("brand-new"); !strings.Contains(got, "brand-new") {
		t.Errorf("a refusal that this release does not know reads %q", got)
	}
	if got := texts.Code("event", "intake.something-new.v1"); got != "intake.something-new.v1" {
		t.Errorf("an event that it does not know reads %q", got)
	}
}

func TestPlurals(t *testing.T) {
	texts := testTexts(t, "fi")
	if one, many := texts.N("due.left", 1), texts.N("due.left", 5); one != "1 arkipäivä jäljellä" || many != "5 arkipäivää jäljellä" {
		t.Errorf("%q and %q", one, many)
	}
}

func TestLanguagesOfAnArea(t *testing.T) {
	for name, test := range map[string]struct{ offered, want []string }{
		"as it says, the first is the default":    {[]string{"sv", "fi"}, []string{"sv", "fi"}},
		"without those that have no texts":        {[]string{"se", "fi"}, []string{"fi"}},
		"Finnish where no other would be left":    {[]string{"se"}, []string{"fi"}},
		"no Finnish where it is not offered":      {[]string{"sv", "en"}, []string{"sv", "en"}},
		"each of them once, however often listed": {[]string{"fi", "fi"}, []string{"fi"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := loadCatalogs(test.offered)
			if err != nil || !slices.Equal(c.offered, test.want) {
				t.Errorf("%v, %v", c.offered, err)
			}
		})
	}
}
