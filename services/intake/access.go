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
	identifyPerson       access.Action = "intake.identify-person"
	seeGroupPeople       access.Action = "intake.see-group-people"
	searchPeople         access.Action = "intake.search-people"
	takeMatter           access.Action = "intake.take-matter"
	handMatter           access.Action = "intake.hand-matter"
	seeAssessment        access.Action = "intake.see-assessment"
	writeAssessment      access.Action = "intake.write-assessment"
	registerArrival      access.Action = "intake.register-arrival"
	askForMyself         access.Action = "intake.ask-for-myself"
	recordBirth          access.Action = "intake.record-birth"
	queueMatter          access.Action = "intake.queue-matter"
	placeUrgently        access.Action = "intake.place-urgently"
	continuePlacement    access.Action = "intake.continue-placement"
	endPlacement         access.Action = "intake.end-placement"
	seeFigures           access.Action = "intake.see-figures"
	seeBoard             access.Action = "intake.see-board"
	moveAll              access.Action = "intake.move-all"
	seeProtection        access.Action = "intake.see-protection"
	orderProtection      access.Action = "intake.order-protection"
	extendProtection     access.Action = "intake.extend-protection"
	endProtection        access.Action = "intake.end-protection"
	recordDeath          access.Action = "intake.record-death"
	seeRetention         access.Action = "intake.see-retention"
	destroyData          access.Action = "intake.destroy-data"
	seeErasures          access.Action = "intake.see-erasures"
	refuseErasure        access.Action = "intake.refuse-erasure"

	recordSource   access.Action = "intake.record-source"
	seeChecklist   access.Action = "intake.see-checklist"
	fillChecklist  access.Action = "intake.fill-checklist"
	judgeChecklist access.Action = "intake.judge-checklist"
	beginSupport   access.Action = "intake.begin-support"
	seeSignals     access.Action = "intake.see-signals"

	seeConsultation   access.Action = "intake.see-consultation"
	askTeam           access.Action = "intake.ask-team"
	giveView          access.Action = "intake.give-view"
	recommendJointly  access.Action = "intake.recommend-jointly"
	closeConsultation access.Action = "intake.close-consultation"
	seeConsultations  access.Action = "intake.see-consultations"
)

// Access says what each action takes. What is not in it is denied. A rule of law
// about the profession is decided again in the command, with its citation: that
// is why a counsellor may ask to decide a start and is told who can.
var Access = access.Rights{
	registerNotification: {Group: access.ReceiveNotification, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.Importer}},
	importNotifications:  {Group: access.ReceiveNotification, Roles: []access.Role{access.Importer, access.Manager}},
	seeMatters:           {Group: access.ReadList, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeMatter:            {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	assessUrgency:        {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	decideStart:          {Group: access.DecideBySocialWorker, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	completeAssessment:   {Group: access.DecideBySocialWorker, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seePeople:            {Group: access.ReadList, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	identifyPerson:       {Group: access.ActAsService, Roles: []access.Role{access.System}},
	seeGroupPeople:       {Group: access.GroupPeople, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.GroupLeader}},
	searchPeople:         {Group: access.ReadList, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	takeMatter:           {Group: access.MoveClient, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	handMatter:           {Group: access.MoveClient, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeAssessment:        {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	writeAssessment:      {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	registerArrival:      {Group: access.ReceiveNotification, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	askForMyself:         {Group: access.OwnChange, Roles: []access.Role{access.Youth}},
	placeUrgently:        {Group: access.DecideBySocialWorker, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	continuePlacement:    {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	endPlacement:         {Group: access.DecideBySocialWorker, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeFigures:           {Group: access.ReadList, Roles: []access.Role{access.Manager}},
	seeBoard:             {Group: access.ReadList, Roles: []access.Role{access.Manager}},
	moveAll:              {Group: access.MoveClient, Roles: []access.Role{access.Manager}},
	recordBirth:          {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	queueMatter:          {Group: access.MoveClient, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeProtection:        {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	orderProtection:      {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	extendProtection:     {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	endProtection:        {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	recordDeath:          {Group: access.RecordDeath, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeRetention:         {Group: access.RetentionRead, Roles: []access.Role{access.Manager, access.PrivacyOfficer}},
	destroyData:          {Group: access.RetentionDecide, Roles: []access.Role{access.Manager, access.PrivacyOfficer}},
	seeErasures:          {Group: access.RetentionRead, Roles: []access.Role{access.Manager, access.PrivacyOfficer}},
	refuseErasure:        {Group: access.RetentionDecide, Roles: []access.Role{access.Manager, access.PrivacyOfficer}},

	// Who somebody is; see identifying.go. A manager's class looks, and links nobody.
	seeIdentity:      {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeIdentityCodes: {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	recordCode:       {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor}},
	mergePeople:      {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor}},
	unmergePeople:    {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor}},

	// Documents; see printing.go.
	printNotification:  {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	printEvaluation:    {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	printAssessment:    {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	printOutcome:       {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	copyNotification:   {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	copyEvaluation:     {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	copyAssessment:     {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	copyOutcome:        {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	exportNotification: {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	exportEvaluation:   {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	exportAssessment:   {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},

	// Figures about nobody, for `nivel report thl`.
	reportFigures: {Group: access.Operate, Roles: []access.Role{access.Ops}},

	// Why a last day has passed; see delay.go.
	explainDelay: {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},

	recordSource:   {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeChecklist:   {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	fillChecklist:  {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	judgeChecklist: {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	beginSupport:   {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeSignals:     {Group: access.ReadList, Roles: []access.Role{access.Manager}},

	seeConsultation:   {Group: access.ReadClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.Consultant}},
	askTeam:           {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	giveView:          {Group: access.ChangeClientRecord, Roles: []access.Role{access.Consultant}},
	recommendJointly:  {Group: access.ChangeClientRecord, Roles: []access.Role{access.Consultant}},
	closeConsultation: {Group: access.ChangeClientRecord, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
	seeConsultations:  {Group: access.ReadList, Roles: []access.Role{access.Consultant}},
}
