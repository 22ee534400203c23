// Package protection keeps from when until when a person is under a safety
// non-disclosure (turvakielto): their municipality, address and other contact
// data are then only for those whose tasks directly involve them.
//
// It owns a stream for each person (category intakeprotection), the dates in it,
// and the question whether one is in force on a day, which is asked of history at
// the time of each request: no timer starts or ends anything. It never decides
// what is hidden from whom (services/intake does, in withholding.go) and holds no
// text.
//
//	command             event                law
//	ReportProtection    ProtectionReported   –
//	OrderProtection     ProtectionOrdered    661/2009 36 §
//	ExtendProtection    ProtectionExtended   661/2009 36 §
//	EndProtection       ProtectionEnded      –
//
//	protection.go  the state, the two sealed sets, the stored names
//	order.go       what the register says; law36.go how long it may last
//	report.go      what somebody says without knowing the dates
//	ending.go      that it is over
package protection
