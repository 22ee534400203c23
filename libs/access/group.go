package access

// Group is a group of actions that a policy treats alike. Every action belongs
// to exactly one.
type Group string

// The groups. Those from ReadList to DecideAftercare are work with a client's
// data: they take a worker, a class of work tasks that covers the data, and a
// relation.
const (
	// ReadList opens a list as such, about nobody; then its rows are decided one by
	// one by the same action, or at once as the list of one service task in one unit.
	ReadList           Group = "read-list"
	ReadClientRecord   Group = "read-client-record"   // reads a client's data
	ChangeClientRecord Group = "change-client-record" // adds to or corrects it
	MoveClient         Group = "move-client"          // takes a client or gives one to a colleague
	AnswerHandover     Group = "answer-handover"      // accepts, declines or meets about what was offered
	// DecideBySocialWorker decides what the law leaves to a social worker: need of
	// child protection (LSL 417/2007 26 § 4 mom), the closing plan (76 § 2 mom).
	DecideBySocialWorker Group = "decide-by-social-worker"
	// DecideAftercare decides aftercare and its support: a social worker, or whom
	// the area's rules of procedure name.
	DecideAftercare Group = "decide-aftercare"

	// BreakGlass opens a client's data to a colleague without a relation: with a
	// reason, to read, for an hour.
	BreakGlass Group = "break-glass"
	// ReceiveNotification takes in what somebody reports, before there is any relation.
	ReceiveNotification Group = "receive-notification"

	OwnRead   Group = "own-read"   // reads what is about who asks, or about a minor in their custody
	OwnChange Group = "own-change" // changes one's own settings and wishes

	GroupRead   Group = "group-read"   // reads a peer group, without its members
	GroupFound  Group = "group-found"  // founds one
	GroupLead   Group = "group-lead"   // changes one: sessions, invitations, attendance
	GroupPeople Group = "group-people" // reads the names of its members
	GroupJoin   Group = "group-join"   // takes or gives up the own seat

	LogRead    Group = "log-read"    // reads who has used or got whose data
	LogReport  Group = "log-report"  // reads the daily report of unusual use
	LogExtract Group = "log-extract" // makes the extract that a client may ask for

	// RecordDeath records the day of a death, from which terms of retention run. Most
	// often the client relationship has ended by then.
	RecordDeath     Group = "record-death"
	RetentionRead   Group = "retention-read"   // reads whose data reaches its end, and when: ids and dates
	RetentionDecide Group = "retention-decide" // proposes and approves that it is destroyed

	ActAsService Group = "act-as-service" // one of our own services acts on a fact
	Operate      Group = "operate"        // runs the system, about nobody
)

// ClientWork lists the groups that are work with a client's data.
func ClientWork() []Group {
	return []Group{
		ReadList, ReadClientRecord, ChangeClientRecord, MoveClient, AnswerHandover, DecideBySocialWorker, DecideAftercare,
	}
}

// Groups lists every group.
func Groups() []Group {
	return append(ClientWork(), BreakGlass, ReceiveNotification, OwnRead, OwnChange,
		GroupRead, GroupFound, GroupLead, GroupPeople, GroupJoin, LogRead, LogReport, LogExtract,
		RecordDeath, RetentionRead, RetentionDecide, ActAsService, Operate)
}
