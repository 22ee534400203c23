package notifications

import (
	"slices"
	"time"

	"nivel/libs/es"
)

// Letter is an e-mail that is owed: it says that there is a notice to read.
type Letter struct {
	Notice    es.ID     `json:"notice"`
	At        time.Time `json:"at"`                   // of the notice; the letter's date
	MessageID string    `json:"message_id,omitempty"` // from the first attempt on the same
	Attempts  int       `json:"attempts,omitempty"`
	Ticket    es.ID     `json:"ticket,omitzero"` // of the attempt under way; zero: none
	Next      time.Time `json:"next"`            // no attempt begins before
}

// The times of a letter. None is a limit of law.
const (
	attemptTime = 5 * time.Minute    // an attempt that says nothing for so long is over; several times what post.go gives it
	firstRetry  = time.Minute        // doubled with every attempt,
	lastRetry   = 2 * time.Hour      // up to this
	worthwhile  = 5 * 24 * time.Hour // after what it tells of, a letter is no longer sent
)

// BeginMail asks to begin an attempt to send a letter. The attempt begins only
// if the letter is still owed and no other attempt may be under way; whoever
// finds the own ticket in the state then, and nobody else, may send.
type BeginMail struct {
	Notice    es.ID
	Ticket    es.ID // of this attempt by this process
	MessageID string
	Now       time.Time
}

// MailBegun says that an attempt is under way. Until then its outcome is awaited;
// afterwards it is unknown for good.
type MailBegun struct {
	Notice    es.ID     `json:"notice"`
	Ticket    es.ID     `json:"ticket"`
	MessageID string    `json:"message_id"` // id: of the message, the same in every attempt
	Until     time.Time `json:"until"`
}

// RecordSent records that the server has taken a letter.
type RecordSent struct{ Notice es.ID }

// MailSent says that the server has taken a letter.
type MailSent struct {
	Notice es.ID `json:"notice"`
}

// RecordFailed records that an attempt did not end with the server taking the
// letter, as far as we know.
type RecordFailed struct {
	Notice es.ID
	Ticket es.ID // of the attempt
	Reason Reason
	Status int // the server's, 0: it gave none
	Now    time.Time
}

// MailFailed says that an attempt failed, and when the next one may begin.
type MailFailed struct {
	Notice es.ID     `json:"notice"`
	Reason Reason    `json:"reason"`
	Status int       `json:"status,omitempty"` // of SMTP
	Final  bool      `json:"final,omitempty"`  // there is no next attempt
	Next   time.Time `json:"next,omitzero"`
}

// Reason is why an attempt failed.
type Reason string

// The reasons.
const (
	NotSent     Reason = "not-sent"    // surely not delivered; tried again
	Unconfirmed Reason = "unconfirmed" // all of it went out and no answer came: perhaps delivered; sent again with the same Message-ID
	Refused     Reason = "refused"     // the server will never take it
	NoAddress   Reason = "no-address"  // there is nowhere to send it any more
	TooLate     Reason = "too-late"    // what it tells of is too long ago
)

// final reports whether it is of no use to try again.
func (r Reason) final() bool { return r == Refused || r == NoAddress || r == TooLate }

func (cmd BeginMail) decide(in Inbox) ([]Event, error) {
	letter, owed := in.letter(cmd.Notice)
	switch {
	case !owed, cmd.Now.Before(letter.Next):
		return nil, nil // settled, or not yet: somebody else may be at it
	case cmd.Now.After(letter.At.Add(worthwhile)):
		return []Event{MailFailed{Notice: cmd.Notice, Reason: TooLate, Final: true}}, nil
	}
	if letter.MessageID != "" {
		cmd.MessageID = letter.MessageID
	}
	until := cmd.Now.Add(attemptTime).UTC()
	return []Event{MailBegun{Notice: cmd.Notice, Ticket: cmd.Ticket, MessageID: cmd.MessageID, Until: until}}, nil
}

func (e MailBegun) evolve(in Inbox) Inbox {
	return in.with(e.Notice, func(l Letter) Letter {
		l.MessageID, l.Ticket, l.Next = e.MessageID, e.Ticket, e.Until
		l.Attempts++
		return l
	})
}

// decide takes the word of any attempt, also of one whose time was up: the
// server has the letter.
func (cmd RecordSent) decide(in Inbox) ([]Event, error) {
	if _, owed := in.letter(cmd.Notice); !owed {
		return nil, nil
	}
	return []Event{MailSent(cmd)}, nil
}

func (e MailSent) evolve(in Inbox) Inbox { return in.without(e.Notice) }

func (cmd RecordFailed) decide(in Inbox) ([]Event, error) {
	letter, owed := in.letter(cmd.Notice)
	if !owed || letter.Ticket != cmd.Ticket {
		return nil, nil // its time was up: a later attempt decides
	}
	failed := MailFailed{Notice: cmd.Notice, Reason: cmd.Reason, Status: cmd.Status, Final: cmd.Reason.final()}
	if !failed.Final {
		failed.Next = cmd.Now.Add(retryAfter(letter.Attempts)).UTC()
	}
	return []Event{failed}, nil
}

func (e MailFailed) evolve(in Inbox) Inbox {
	if e.Final {
		return in.without(e.Notice)
	}
	return in.with(e.Notice, func(l Letter) Letter {
		l.Ticket, l.Next = es.ID{}, e.Next
		return l
	})
}

// retryAfter returns the pause after so many attempts.
func retryAfter(attempts int) time.Duration {
	pause := firstRetry
	for range attempts - 1 {
		if pause *= 2; pause >= lastRetry {
			return lastRetry
		}
	}
	return pause
}

// letter returns the letter about a notice, and whether it is owed.
func (in Inbox) letter(notice es.ID) (Letter, bool) {
	i := slices.IndexFunc(in.Owed, func(l Letter) bool { return l.Notice == notice })
	if i < 0 {
		return Letter{}, false
	}
	return in.Owed[i], true
}

// with returns in with one letter changed.
func (in Inbox) with(notice es.ID, change func(Letter) Letter) Inbox {
	in.Owed = slices.Clone(in.Owed)
	for i, l := range in.Owed {
		if l.Notice == notice {
			in.Owed[i] = change(l)
		}
	}
	return in
}

// without returns in with one letter less.
func (in Inbox) without(notice es.ID) Inbox {
	in.Owed = slices.DeleteFunc(slices.Clone(in.Owed), func(l Letter) bool { return l.Notice == notice })
	return in
}
