package access

// Kinds of resources (Resource.Kind): what policies tell apart.
const (
	// KindBasics is who the client is (asiakkuustiedot): it belongs to no service task.
	KindBasics = "basics"

	KindMatter = "matter" // a notification or another matter and its course
	KindCase   = "case"   // a client relationship in one service task: what is due, whose it is
	KindList   = "list"   // the rows of one service task in one unit

	KindPlan       = "plan"       // a client's plan
	KindAssessment = "assessment" // of the need of services
	KindDecision   = "decision"   // on a service, and what led to it
	KindExecution  = "execution"  // what was done: journal, meetings
	KindDocument   = "document"   // any other single document

	KindHandover     = "handover"     // the offer itself: from whom, to whom, by when
	KindConsultation = "consultation" // the question and the answers of a team

	// What most classes never see, whatever the service task (457/2024 12–17 §).
	KindMediation  = "mediation"   // perheasioiden sovittelu
	KindShelter    = "shelter"     // turvakoti
	KindTherapy    = "therapy"     // terapeuttinen työ
	KindClientTest = "client-test" // tests on the client

	KindGroup         = "group"          // a peer group
	KindUseLog        = "use-log"        // who has used the data
	KindDisclosureLog = "disclosure-log" // who has got the data
	KindReport        = "report"         // of unusual use
	KindRetention     = "retention"      // until when a person's data is kept: dates, and no datum of a document
	KindOwn           = "own"            // notices, settings, wishes of who asks
)

// Kinds lists every kind.
func Kinds() []string {
	return []string{
		KindBasics, KindMatter, KindCase, KindList, KindPlan, KindAssessment, KindDecision, KindExecution, KindDocument,
		KindHandover, KindConsultation, KindMediation, KindShelter, KindTherapy, KindClientTest,
		KindGroup, KindUseLog, KindDisclosureLog, KindReport, KindRetention, KindOwn,
	}
}
