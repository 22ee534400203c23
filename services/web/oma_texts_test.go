package web

import (
	"regexp"
	"strings"
	"testing"

	"nivel/libs/access"
	"nivel/libs/contracts"
)

// omaFamilies are the texts of Oma that are looked up by a code.
func omaFamilies() map[string][]string {
	return map[string][]string{
		"oma.decisions": contracts.DecisionKinds(),
		"oma.notice":    append(contracts.NoticeKinds(), "other"),
		"oma.toward":    contracts.BanTowards(), "oma.ban.document": append(contracts.HandoverDocuments(), contracts.IntakeDocuments()...),
		"oma.done":         omaDone(),
		"oma.rating":       ratingWords(),
		"oma.plan":         {"apart", "close", "review", "review-past", "review-open"},
		"oma.right":        append(contracts.Rights(), "ended-on", "open"),
		"oma.signin":       {"empty", "wrong", "throttled"},
		"oma.wrong":        {"malformed-email", "too-long", "required", "required.text", "unknown-code", "other", "to-write"},
		"oma.refusal":      {"last-session-started", "other"},
		"oma.role":         codes(access.Roles()),
		"oma.look":         access.Kinds(),
		"oma.purpose":      append(append(codes(access.Tasks()), "own-or-basics"), contracts.LookPurposes()...),
		"oma.error":        withEach([]string{"away", "fault", "signed-out", "token", "not-found", "forbidden", "invalid", "provider-away", "sign-in-failed", "no-role"}, ".title", ".text"),
		"oma.handover.may": contracts.HandoverConsents(),
		"oma.writing.kind": contracts.WritingKinds(), "oma.writing.wrote": contracts.WritingKinds(), "oma.writing.state": contracts.WritingStates(),
		"oma.step": {"now"}, "oma.step.plan": contracts.PlanSteps(), "oma.step.plan-what": contracts.PlanSteps(),
		"oma.writing.no": writingRefusals(), "oma.handover.no": reviewRefusals(),
	}
}

func TestOma_Catalogs(t *testing.T) {
	face{source: isOma, catalog: isOma, families: with(omaFamilies(), omaDailyFamilies())}.check(t)
	official := regexp.MustCompile(`(?i)asiakas|\bteitä\b|\bteidän\b|klient|\bEr\b|client|customer|applicant`)
	for _, lang := range translated() {
		t.Run(lang+" speaks to the reader, and not of clients", func(t *testing.T) {
			for key, text := range catalog(t, lang, isOma) {
				if official.MatchString(text) || !strings.HasPrefix(key, "oma.") {
					t.Errorf("%s says %s", key, text)
				}
			}
		})
	}
}

func TestOma_RatingWords(t *testing.T) {
	for rating, want := range map[int]string{-1: "very-hard", 0: "very-hard", 1: "very-hard", 2: "very-hard", 3: "hard", 5: "mixed", 6: "mixed", 8: "fairly-good", 9: "good", 10: "good", 11: "good"} {
		if got := ratingWord(rating); got != want {
			t.Errorf("%d is %s, not %s", rating, got, want)
		}
	}
}
