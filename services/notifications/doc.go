// Package notifications tells the right person, once, by the right channel.
//
// It owns what each person was told (notices), whether it was read, how a young
// person wants to be told, and the e-mails that say that there is something to
// read. It hears the facts of services/transitions and services/peergroups and
// decides nothing about their subject. It never puts a name, a reason or a
// detail into a notice or an e-mail, and never keeps an address readable.
//
// Its map, a stream for each recipient (a worker's id, or a person):
//
//	command        event                                 asked by
//	Tell           NoticePosted                          a fact: hearing.go says who is told what
//	MarkRead       NoticesRead                           the reader
//	SetContact     ContactChosen                         the young person
//	BeginMail      MailBegun, MailFailed (too late)      the mailer, when a letter is due
//	RecordSent     MailSent                              the mailer
//	RecordFailed   MailFailed                            the mailer
//
//	inbox.go       the state and the two sealed sets
//	notice.go, contact.go, letter.go   a topic each: ask, happen, refuse, rule, effect
//	history.go     the stored names
//	inboxes.go     the read model: what was I told, and which letter is due
//	hearing.go     facts in; facts.go facts out
//	mailer.go      turns due letters into commands; post.go speaks SMTP; wording.go the text
//	code.go        a code that signs in, sent at once or not at all and kept nowhere:
//	               by e-mail, or by the gateway of text messages (sms.go)
//	http.go        the routes; access.go who may; settings.go the flags of e-mail
//
// # Once, and what that means
//
// A notice is posted once: its command's id derives from the fact, the recipient
// and the kind. A fact that comes again finds the command in history.
//
// An e-mail cannot be sent once in the strict sense. Between "the server has
// taken it" and "history says so" lies a gap that SMTP leaves open: when the
// connection or this process dies in it, nobody can know. There, losing the
// letter and sending it again are the only choices. We send again, and say so:
//
//   - MailBegun is in history before the first byte goes out. It names the
//     attempt's ticket, and gives it five minutes. Whoever has the ticket may
//     send; until the time is up nobody else gets one, in whatever process.
//   - An answer of the server ends the attempt: taken (MailSent), refused for
//     good, or not now (MailFailed, with the time of the next attempt). These
//     letters leave us exactly once.
//   - An attempt without an answer (the connection died after the last byte of
//     the letter, or we died before the answer was in history) is followed by
//     another one, with the same Message-ID and, unless the reader changed
//     address or language meanwhile, the very same bytes. A mailbox that drops a
//     second letter of the same Message-ID shows one. One that does not shows
//     the same neutral line twice. Nothing is lost and nothing else is said.
//   - A process that is frozen for more than five minutes between the ticket and
//     the first byte can send after its ticket ran out: same Message-ID, same
//     bytes, same effect.
//   - A letter that could not be sent within five days of what it tells of is
//     given up (MailFailed, final): the notice itself stays in the pages. So a
//     service that is started late and hears old facts mails nobody about them.
//
// A server that cannot be reached costs no events: no attempt begins before a
// session with it is open. Which letter is due, and when, is a fold of history;
// the mailer only looks, with the clock, and asks.
//
// Not here: what comes back as a bounce after the server took a letter.
package notifications
