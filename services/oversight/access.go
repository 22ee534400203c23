package oversight

import "nivel/libs/access"

// What the routes do, one action each.
const (
	breakGlass   access.Action = "oversight.break-glass"
	mendGlass    access.Action = "oversight.mend-glass"
	seeGlass     access.Action = "oversight.see-glass"
	seeLooks     access.Action = "oversight.see-looks"
	makeExtract  access.Action = "oversight.make-extract"
	seeLooksBy   access.Action = "oversight.see-looks-by-worker"
	seeOwnLooks  access.Action = "oversight.see-own-looks"
	seeDayReport access.Action = "oversight.see-report"
)

// Access says of every action what it takes. Why a glass was broken is for who
// may make the extract: the privacy officer and who is responsible.
var Access = access.Rights{
	breakGlass:   {Group: access.BreakGlass, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	mendGlass:    {Group: access.BreakGlass, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeGlass:     {Group: access.LogExtract, Roles: []access.Role{access.PrivacyOfficer, access.SocialWorker, access.SocialCounsellor}},
	seeLooks:     {Group: access.LogRead, Roles: []access.Role{access.PrivacyOfficer}},
	makeExtract:  {Group: access.LogExtract, Roles: []access.Role{access.PrivacyOfficer, access.SocialWorker, access.SocialCounsellor}},
	seeLooksBy:   {Group: access.LogRead, Roles: []access.Role{access.PrivacyOfficer}},
	seeOwnLooks:  {Group: access.OwnRead, Roles: []access.Role{access.Youth}},
	seeDayReport: {Group: access.LogReport, Roles: []access.Role{access.PrivacyOfficer}},
}
