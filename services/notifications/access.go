package notifications

import "nivel/libs/access"

// What the routes do, one action each. All but one are about who asks: nobody
// reads or changes what another one was told. Codes are sent for the workers'
// pages alone, which ask where transitions let a worker invite the young person:
// that relation is not known here.
const (
	seeNotices  access.Action = "notifications.see-notices"
	readNotices access.Action = "notifications.read-notices"
	seeContact  access.Action = "notifications.see-contact"
	setContact  access.Action = "notifications.set-contact"
	sendCode    access.Action = "notifications.send-code"
)

// Access says what each action takes. What is not in it is denied. A worker's
// address is the employer's and stands in the area's file: only the young set
// their own.
var Access = access.Rights{
	seeNotices:  {Group: access.OwnRead, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.PrivacyOfficer, access.Consultant, access.Youth}},
	readNotices: {Group: access.OwnChange, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.PrivacyOfficer, access.Consultant, access.Youth}},
	seeContact:  {Group: access.OwnRead, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.Youth}},
	setContact:  {Group: access.OwnChange, Roles: []access.Role{access.Youth}},
	sendCode:    {Group: access.ActAsService, Roles: []access.Role{access.System}},
}
