package calendar

import "nivel/libs/law"

// revisionDays is how long a revised decision may be claimed.
const revisionDays = 30

// The provisions on the claim for a revised decision and on when a decision is
// held to be known. Read in the acts as of February 2025; the days are those of
// the acts, or of the amendment that gave the section.
var (
	revision     = law.Provision{Act: "434/2003", Section: "49 c §", InForce: "2011-01-01"}
	ordinaryPost = law.Provision{Act: "434/2003", Section: "59 §", InForce: "2004-01-01"}
	ordinaryMail = law.Provision{Act: "13/2003", Section: "19 §", InForce: "2003-02-01"}
)

// RevisionClaim returns the last day to claim a revised decision (oikaisuvaatimus)
// that became known on a day. No date gives no deadline.
//
// Law: 434/2003 (Administrative Procedure Act), section 49 c: within 30 days of
// being served. 150/1930, section 2: the day counted from is not counted; section
// 5: an end on a closed day moves.
func RevisionClaim(known Date) Deadline {
	if known.IsZero() {
		return Deadline{}
	}
	nominal := known.AddDays(revisionDays)
	due := NextOpenDay(nominal)
	return Deadline{Nominal: nominal, Due: due, Finding: law.Finding{
		Provision: revision,
		Inputs:    map[string]string{"known": known.String()},
		Outcome:   map[string]string{"nominal": nominal.String(), "due": due.String()},
		Steps:     moves(nominal, due),
	}}
}

// KnownByLetter returns the day on which an ordinary letter is held to be known.
//
// Law: 434/2003, section 59: on the seventh day after it was sent.
func KnownByLetter(sent Date) (Date, law.Finding) { return known(ordinaryPost, sent, 7) }

// KnownByMessage returns the day on which an ordinary electronic message is held
// to be known.
//
// Law: 13/2003, section 19: on the third day after it was sent.
func KnownByMessage(sent Date) (Date, law.Finding) { return known(ordinaryMail, sent, 3) }

func known(p law.Provision, sent Date, days int) (Date, law.Finding) {
	day := sent.AddDays(days)
	return day, law.Finding{
		Provision: p, Inputs: map[string]string{"sent": sent.String()}, Outcome: map[string]string{"known": day.String()},
	}
}
