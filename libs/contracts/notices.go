package contracts

import (
	"time"

	"nivel/libs/es"
)

// The HTTP interface of services/notifications.
//
//	GET  /notices?after=      –           → NoticePage  (of who asks)
//	POST /notices/read        –           → Receipt (all of who asks)
//	PUT  /contact             Contact     → Receipt (of who asks)
//	GET  /contact             –           → Contact
//	POST /codes               CodeLetter  → CodeSent (to a young person; asked by the pages, for who invited them)

// Notice tells one person one thing. Its text lies in the pages' catalogs,
// by What; it holds no personal data and no detail.
type Notice struct {
	ID   es.ID     `json:"id"`
	What string    `json:"what"` // one of NoticeKinds
	At   time.Time `json:"at"`
	Link string    `json:"link"` // path on the reader's own pages
	Read bool      `json:"read"`
}

// NoticeKinds are what people are told of.
func NoticeKinds() []string {
	return []string{
		"case-opened", "handover-offered", "handover-declined", "handover-accepted", "responsible-changed", "plan-made",
		"seat-reserved", "queued", "promoted", "seat-released", "glass-broken",
		"handover-withdrawn", "handover-overdue", "summary-written", "summary-reviewed", "ban-ground-stated", "consultation-asked",
		"youth-wrote", "writing-answered", "meeting-planned", "meeting-cancelled", "case-closed", "case-reopened",
	}
}

// NoticePage is what one person was told, newest first.
type NoticePage struct {
	Notices []Notice `json:"notices"`
	Unread  int      `json:"unread"`
	Stale   bool     `json:"stale"`
}

// Contact is how somebody wants to be told.
type Contact struct {
	Email    string `json:"email"`    // empty: in the pages only; sealed
	Language string `json:"language"` // fi, sv or en
}

// CodeLetter asks to send a young person the code that they sign in with. It is
// kept nowhere: what is not sent now is not sent.
type CodeLetter struct {
	Person es.ID  `json:"person"`
	Code   string `json:"code"`
	Number string `json:"number,omitempty"` // of a phone: a text message is sent; empty: an e-mail
}

// CodeSent says what became of it.
type CodeSent struct {
	Outcome string `json:"outcome"` // one of CodeOutcomes
}

// CodeOutcomes are what may become of a code that is sent: the server took it, the
// young person has given no address, it could not be sent, or the server did not
// answer.
func CodeOutcomes() []string { return []string{"sent", "no-address", "not-sent", "unconfirmed"} }

// TextOutcomes are what may become of a code by text message.
func TextOutcomes() []string { return []string{"sent", "not-sent", "unconfirmed"} }

// FactNoticePosted tells that somebody has a new notice. The subject is the
// recipient: a worker's id or a person.
const FactNoticePosted = "notifications.notice-posted.v1"

// NoticePosted tells what kind of notice it is.
type NoticePosted struct {
	Recipient string `json:"recipient"`
	What      string `json:"what"`
}
