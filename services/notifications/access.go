package notifications

import "nivel/libs/access"

// What the routes do, one action each. All but one are about who asks: nobody
// reads or changes what another one was told. A worker may have a code sent, and
// learns no more than whether it went out.
const (
	seeNotices  access.Action = "notifications.see-notices"
	readNotices access.Action = "notifications.read-notices"
	seeContact  access.Action = "notifications.see-contact"
	setContact  access.Action = "notifications.set-contact"
	sendCode    access.Action = "notifications.send-code"
)

// Access says which roles may do what. What is not in it is denied. A worker's
// address is the employer's and stands in the area's file: only the young set
// their own.
var Access = access.Table{
	seeNotices:  {access.SocialWorker, access.SocialCounsellor, access.Manager, access.Youth},
	readNotices: {access.SocialWorker, access.SocialCounsellor, access.Manager, access.Youth},
	seeContact:  {access.SocialWorker, access.SocialCounsellor, access.Manager, access.Youth},
	setContact:  {access.Youth},
	sendCode:    {access.SocialWorker, access.SocialCounsellor, access.Manager},
}
