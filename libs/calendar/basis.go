package calendar

import (
	"nivel/libs/law"
)

// The provisions behind the clocks of the Social Welfare Act 1301/2014. Subsection
// 2 is the wording of 677/2023 as 955/2023 put it into force. Not verified: the
// day from which subsection 3 has its present wording (the act's own day stands
// here), and changes after February 2025.
var (
	namedGroups    = law.Provision{Act: "1301/2014", Section: "36 § 2 mom", InForce: "2025-01-01"}
	specialSupport = law.Provision{Act: "1301/2014", Section: "36 § 3 mom", InForce: "2015-04-01"}
)

// SpecialSupportStart returns the last day to start the assessment of service
// needs of a child in need of special support.
//
// Law: 1301/2014 (Social Welfare Act), section 36, subsection 3: at latest on the
// seventh working day from becoming pending; counted as in AssessmentStart.
func SpecialSupportStart(pending Date) Deadline {
	return AssessmentStart(pending).under(specialSupport)
}

// SpecialSupportCompletion returns the last day to complete the same assessment.
//
// Law: 1301/2014, section 36, subsection 3: at latest three months from becoming
// pending; counted as in AssessmentCompletion.
func SpecialSupportCompletion(pending Date) Deadline {
	return AssessmentCompletion(pending).under(specialSupport)
}

// NamedGroupStart returns the last day to start the assessment of somebody in one
// of the groups that the act names: over 75 years, highest care allowance for
// pensioners, disabled (675/2023). For their completion the act has no number.
//
// Law: 1301/2014, section 36, subsection 2, as in force from 2025-01-01: at latest
// on the seventh working day from the contact; counted as in AssessmentStart.
func NamedGroupStart(contact Date) Deadline {
	return AssessmentStart(contact).under(namedGroups)
}

// TargetStart returns by when an area means to have started an assessment for
// which the law says "without delay": so many working days after from, and
// the next open day where that one is an eve.
func TargetStart(from Date, workingDays int) Deadline {
	if from.IsZero() {
		return Deadline{}
	}
	nominal, due, steps := countWorkingDays(from, workingDays)
	return target(from, nominal, due, steps)
}

// TargetCompletion returns by when an area means to have completed it: so many
// calendar days after from, and the next open day where that one is closed.
func TargetCompletion(from Date, days int) Deadline {
	if from.IsZero() {
		return Deadline{}
	}
	nominal := from.AddDays(days)
	due := NextOpenDay(nominal)
	return target(from, nominal, due, moves(nominal, due))
}

// target is a day of the area's own, beside the law that says "without delay".
func target(from, nominal, due Date, steps []law.Step) Deadline {
	d := deadline(from, nominal, due, steps).under(namedGroups)
	d.Target = true
	d.Finding.Outcome["limit"] = "service-target"
	return d
}

// under is the same count by another provision.
func (d Deadline) under(p law.Provision) Deadline {
	if !d.Due.IsZero() {
		d.Finding.Provision = p
	}
	return d
}
