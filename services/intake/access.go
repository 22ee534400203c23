package intake

import "nivel/libs/access"

// What the routes do, one action each.
const (
	registerNotification access.Action = "intake.register-notification"
	importNotifications  access.Action = "intake.import-notifications"
	seeMatters           access.Action = "intake.see-matters"
	seeMatter            access.Action = "intake.see-matter"
	assessUrgency        access.Action = "intake.assess-urgency"
	decideStart          access.Action = "intake.decide-start"
	completeAssessment   access.Action = "intake.complete-assessment"
	seePeople            access.Action = "intake.see-people"
	takeMatter           access.Action = "intake.take-matter"
	handMatter           access.Action = "intake.hand-matter"
	recordDeath          access.Action = "intake.record-death"
	seeRetention         access.Action = "intake.see-retention"
	destroyData          access.Action = "intake.destroy-data"
)

// Access says which roles may do what. What is not in it is denied. A rule of
// law about the profession is decided again in the command, with its citation:
// that is why a counsellor may ask to decide a start and is told who can.
var Access = access.Table{
	registerNotification: {access.SocialWorker, access.SocialCounsellor, access.Manager, access.Importer},
	importNotifications:  {access.Importer, access.Manager},
	seeMatters:           {access.SocialWorker, access.SocialCounsellor, access.Manager},
	seeMatter:            {access.SocialWorker, access.SocialCounsellor, access.Manager},
	assessUrgency:        {access.SocialWorker, access.SocialCounsellor, access.Manager},
	decideStart:          {access.SocialWorker, access.SocialCounsellor, access.Manager},
	completeAssessment:   {access.SocialWorker, access.SocialCounsellor, access.Manager},
	seePeople:            {access.SocialWorker, access.SocialCounsellor, access.Manager},
	takeMatter:           {access.SocialWorker, access.SocialCounsellor, access.Manager},
	handMatter:           {access.SocialWorker, access.SocialCounsellor, access.Manager},
	recordDeath:          {access.SocialWorker, access.Manager, access.Administrator},
	seeRetention:         {access.Manager, access.PrivacyOfficer},
	destroyData:          {access.Manager, access.PrivacyOfficer},
}
