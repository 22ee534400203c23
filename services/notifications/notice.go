package notifications

import (
	"slices"
	"time"

	"nivel/libs/es"
)

// What is the kind of a notice; see contracts.NoticeKinds. Its words lie in the
// pages' catalogs.
type What string

// Tell posts a notice. Its command's id derives from the fact that it tells of,
// so that the same fact is told once.
type Tell struct {
	Notice es.ID
	What   What
	Link   string    // path on the recipient's own pages
	At     time.Time // when it happened
	Mail   Mailing
}

// Mailing is what is known outside history of whether to send an e-mail too.
type Mailing struct {
	On      bool // this installation sends e-mail
	Address bool // the area's file has an address of the recipient
}

// NoticePosted says that somebody was told something.
type NoticePosted struct {
	Notice  es.ID     `json:"notice"`
	What    What      `json:"what"`
	Link    string    `json:"link"` // code: path on the recipient's own pages, opaque ids only
	At      time.Time `json:"at"`
	MailDue bool      `json:"mail_due,omitempty"`
}

// MarkRead marks everything that was posted as read.
type MarkRead struct{}

// NoticesRead says that the recipient has read everything so far.
type NoticesRead struct{}

func (cmd Tell) decide(in Inbox) ([]Event, error) {
	mail := cmd.Mail.On && (cmd.Mail.Address || in.Reachable)
	return []Event{NoticePosted{Notice: cmd.Notice, What: cmd.What, Link: cmd.Link, At: cmd.At.UTC(), MailDue: mail}}, nil
}

func (e NoticePosted) evolve(in Inbox) Inbox {
	in.Unread++
	if e.MailDue {
		in.Owed = append(slices.Clone(in.Owed), Letter{Notice: e.Notice, At: e.At, Next: e.At})
	}
	return in
}

func (MarkRead) decide(in Inbox) ([]Event, error) {
	if in.Unread == 0 {
		return nil, nil
	}
	return []Event{NoticesRead{}}, nil
}

func (NoticesRead) evolve(in Inbox) Inbox {
	in.Unread = 0
	return in
}
