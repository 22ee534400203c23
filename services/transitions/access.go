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
	findYouth       access.Action = "transitions.find-youth"
	seeMyCase       access.Action = "transitions.see-my-case"
	extendAftercare access.Action = "transitions.extend-aftercare"
	findAreas       access.Action = "transitions.find-areas"
	makeClosingPlan access.Action = "transitions.make-closing-plan"
	closeCase       access.Action = "transitions.close-case"
	takeBack        access.Action = "transitions.take-back"
	makeDecision    access.Action = "transitions.make-decision"
	serveDecision   access.Action = "transitions.serve-decision"
	exportDecision  access.Action = "transitions.export-decision"
	reserveFunds    access.Action = "transitions.reserve-funds"
	seeConsent      access.Action = "transitions.see-consent"
	changePermit    access.Action = "transitions.change-permit"
	recordBan       access.Action = "transitions.record-ban"
	liftBan         access.Action = "transitions.lift-ban"
	seeMyConsent    access.Action = "transitions.see-my-consent"
	stateBanGround  access.Action = "transitions.state-ban-ground"
	seeGaps         access.Action = "transitions.see-gaps"
	recordAbsence   access.Action = "transitions.record-absence"
	simulateLaw     access.Action = "transitions.simulate-law"
	countByLaw      access.Action = "transitions.count-by-law"
	seePast         access.Action = "transitions.see-past"

	withdrawHandover access.Action = "transitions.withdraw-handover"
	writeSummary     access.Action = "transitions.write-summary"
	recordConsent    access.Action = "transitions.record-consent"
	reviewSummary    access.Action = "transitions.review-summary"
	planTransfer     access.Action = "transitions.plan-transfer"
	takeStep         access.Action = "transitions.take-step"
	recordFollowUp   access.Action = "transitions.record-follow-up"

	seePlans          access.Action = "transitions.see-plans"
	issueHandoverFile access.Action = "transitions.issue-handover-file"
	exportPlan        access.Action = "transitions.export-plan"
	writeToMyPlan     access.Action = "transitions.write-to-my-plan"
	answerWriting     access.Action = "transitions.answer-writing"
	planMeeting       access.Action = "transitions.plan-meeting"
	holdMeeting       access.Action = "transitions.hold-meeting"
	cancelMeeting     access.Action = "transitions.cancel-meeting"
)

// Who may ask at all.
var (
	readers     = []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}
	caseWorkers = []access.Role{access.SocialWorker, access.SocialCounsellor}
)

// Access says of each action who may ask and which policies decide. What is not
// in it is denied. Whose case it is, and to whom it was offered, is asked again
// by each command: policies decide about data, rules about responsibility.
var Access = access.Rights{
	seeCases:        {Group: access.ReadList, Roles: readers},
	seeCase:         {Group: access.ReadClientRecord, Roles: readers},
	seePast:         {Group: access.ReadClientRecord, Roles: readers},
	assessRight:     {Group: access.DecideAftercare, Roles: caseWorkers},
	makePlan:        {Group: access.ChangeClientRecord, Roles: caseWorkers},
	offerHandover:   {Group: access.ChangeClientRecord, Roles: caseWorkers},
	declineHandover: {Group: access.AnswerHandover, Roles: caseWorkers},
	recordMeeting:   {Group: access.AnswerHandover, Roles: caseWorkers},
	acceptHandover:  {Group: access.AnswerHandover, Roles: caseWorkers},
	inviteYouth:     {Group: access.ChangeClientRecord, Roles: caseWorkers},
	extendAftercare: {Group: access.DecideAftercare, Roles: caseWorkers},
	findAreas:       {Group: access.ChangeClientRecord, Roles: caseWorkers},
	makeClosingPlan: {Group: access.DecideBySocialWorker, Roles: caseWorkers},
	closeCase:       {Group: access.ChangeClientRecord, Roles: caseWorkers},
	takeBack:        {Group: access.MoveClient, Roles: caseWorkers},
	makeDecision:    {Group: access.DecideAftercare, Roles: readers},
	serveDecision:   {Group: access.ChangeClientRecord, Roles: readers},
	exportDecision:  {Group: access.ReadClientRecord, Roles: readers},
	reserveFunds:    {Group: access.ChangeClientRecord, Roles: caseWorkers},
	findYouth:       {Group: access.ActAsService, Roles: []access.Role{access.System}},
	signInYouth:     {Group: access.ActAsService, Roles: []access.Role{access.System}},
	seeGaps:         {Group: access.ReadList, Roles: readers},
	simulateLaw:     {Group: access.ReadList, Roles: []access.Role{access.Manager}},
	countByLaw:      {Group: access.Operate, Roles: []access.Role{access.Ops}},
	recordAbsence:   {Group: access.MoveClient, Roles: readers},
	seeMyCase:       {Group: access.OwnRead, Roles: []access.Role{access.Youth}},
	seeConsent:      {Group: access.ReadClientRecord, Roles: readers},
	changePermit:    {Group: access.ChangeClientRecord, Roles: caseWorkers},
	recordBan:       {Group: access.ChangeClientRecord, Roles: caseWorkers},
	liftBan:         {Group: access.ChangeClientRecord, Roles: caseWorkers},
	seeMyConsent:    {Group: access.OwnRead, Roles: []access.Role{access.Youth}},
	stateBanGround:  {Group: access.ChangeClientRecord, Roles: caseWorkers},

	seeDaily:         {Group: access.ReadClientRecord, Roles: readers},
	recordContact:    {Group: access.ChangeClientRecord, Roles: caseWorkers},
	withdrawContact:  {Group: access.ChangeClientRecord, Roles: caseWorkers},
	seeContactReport: {Group: access.ReadList, Roles: []access.Role{access.Manager}},

	recordSituation: {Group: access.ChangeClientRecord, Roles: caseWorkers},
	openHousingNeed: {Group: access.ChangeClientRecord, Roles: caseWorkers},
	endHousingNeed:  {Group: access.ChangeClientRecord, Roles: caseWorkers},
	seeNetwork:      {Group: access.ReadClientRecord, Roles: readers},
	drawTie:         {Group: access.ChangeClientRecord, Roles: caseWorkers},
	changeTie:       {Group: access.ChangeClientRecord, Roles: caseWorkers},
	seeMyNetwork:    {Group: access.OwnRead, Roles: []access.Role{access.Youth}},
	drawMyTie:       {Group: access.OwnChange, Roles: []access.Role{access.Youth}},
	changeMyTie:     {Group: access.OwnChange, Roles: []access.Role{access.Youth}},

	rateWellbeing:      {Group: access.ChangeClientRecord, Roles: caseWorkers},
	rateMyself:         {Group: access.OwnChange, Roles: []access.Role{access.Youth}},
	seeMyDaily:         {Group: access.OwnRead, Roles: []access.Role{access.Youth}},
	seeWellbeingReport: {Group: access.ReadList, Roles: []access.Role{access.Manager}},
	seeSituationReport: {Group: access.ReadList, Roles: []access.Role{access.Manager}},

	withdrawHandover:  {Group: access.AnswerHandover, Roles: caseWorkers},
	writeSummary:      {Group: access.ChangeClientRecord, Roles: caseWorkers},
	recordConsent:     {Group: access.ChangeClientRecord, Roles: caseWorkers},
	reviewSummary:     {Group: access.OwnChange, Roles: []access.Role{access.Youth}},
	planTransfer:      {Group: access.ChangeClientRecord, Roles: caseWorkers},
	takeStep:          {Group: access.ChangeClientRecord, Roles: caseWorkers},
	recordFollowUp:    {Group: access.AnswerHandover, Roles: caseWorkers},
	seePlans:          {Group: access.ReadClientRecord, Roles: readers},
	issueHandoverFile: {Group: access.ChangeClientRecord, Roles: caseWorkers},
	exportPlan:        {Group: access.ReadClientRecord, Roles: readers},
	writeToMyPlan:     {Group: access.OwnChange, Roles: []access.Role{access.Youth}},
	answerWriting:     {Group: access.ChangeClientRecord, Roles: caseWorkers},
	planMeeting:       {Group: access.ChangeClientRecord, Roles: caseWorkers},
	holdMeeting:       {Group: access.ChangeClientRecord, Roles: caseWorkers},
	cancelMeeting:     {Group: access.ChangeClientRecord, Roles: caseWorkers},
}
