package transitions

import "nivel/libs/access"

// What the routes do, one action each.
const (
	seeCases        access.Action = "transitions.see-cases"
	seeCase         access.Action = "transitions.see-case"
	assessRight     access.Action = "transitions.assess-right"
	makePlan        access.Action = "transitions.make-plan"
	offerHandover   access.Action = "transitions.offer-handover"
	declineHandover access.Action = "transitions.decline-handover"
	recordMeeting   access.Action = "transitions.record-joint-meeting"
	acceptHandover  access.Action = "transitions.accept-handover"
	inviteYouth     access.Action = "transitions.invite-youth"
	signInYouth     access.Action = "transitions.sign-in-youth"
	seeMyCase       access.Action = "transitions.see-my-case"
)

// Access says which roles may do what. What is not in it is denied. Whose case
// it is, and to whom it was offered, is asked again by each command.
var Access = access.Table{
	seeCases:        {access.SocialWorker, access.SocialCounsellor, access.Manager},
	seeCase:         {access.SocialWorker, access.SocialCounsellor, access.Manager},
	assessRight:     {access.SocialWorker, access.SocialCounsellor},
	makePlan:        {access.SocialWorker, access.SocialCounsellor},
	offerHandover:   {access.SocialWorker, access.SocialCounsellor},
	declineHandover: {access.SocialWorker, access.SocialCounsellor},
	recordMeeting:   {access.SocialWorker, access.SocialCounsellor},
	acceptHandover:  {access.SocialWorker, access.SocialCounsellor},
	inviteYouth:     {access.SocialWorker, access.SocialCounsellor},
	signInYouth:     {access.System},
	seeMyCase:       {access.Youth},
}
