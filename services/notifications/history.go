package notifications

import "nivel/libs/es"

// Category is the category of the streams of inboxes. A recipient's id may hold
// dashes: what lies before the first one is the category.
const Category = "notifications"

// History lists every name that this service has ever stored an event under.
// Lines are added and turned from Current to Retired; none is changed or
// removed.
var History = es.NewCatalog(
	es.Current[NoticePosted, Event]("notifications.notice-posted.v1"),
	es.Current[NoticesRead, Event]("notifications.notices-read.v1"),
	es.Current[ContactChosen, Event]("notifications.contact-chosen.v1"),
	es.Current[MailBegun, Event]("notifications.mail-begun.v1"),
	es.Current[MailSent, Event]("notifications.mail-sent.v1"),
	es.Current[MailFailed, Event]("notifications.mail-failed.v1"),
)
