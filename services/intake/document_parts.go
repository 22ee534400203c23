package intake

import (
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/law"
)

// need is 41 §: what is needed and why, who raised it, and when.
func (r record) need() contracts.DocumentSection {
	n := r.Notification
	return contracts.DocumentSection{Section: "need", Laws: lawNeed, Items: []item{
		words("need", n.Content),
		r.ofReporter(code("raised-by", "reporter", n.Reporter.Body)),
		{Item: "raised-when", At: n.ReceivedAt},
		code("channel", "channel", n.Channel),
		onDay("pending", r.Pending, "not-decided"),
	}}
}

// ofReporter leaves out of a copy for a party whatever would tell who reported.
// That all of it is left out, the body too, is a house rule: the law lets a party
// know who reported unless it endangers somebody or the child's interest, and that
// is for a person to weigh. Who asked for help for themselves is no reporter.
//
// Law: 621/1999, section 11, subsection 2, paragraphs 1 and 7 (not verified against
// the text).
func (r record) ofReporter(i item) item {
	own := r.Notification.Reporter.Body == "self"
	return unless(r.party && !own, "reporter-withheld", i)
}

// source is 39 §, of the notification itself: what, from whom, when, who asked, the
// legal ground, and what for.
func (r record) source() contracts.DocumentSection {
	n := r.Notification
	name := words("source-name", fullNameOf(n.Reporter.FamilyName, n.Reporter.GivenNames))
	if n.Anonymous {
		name = item{Item: name.Item, Left: "anonymous"}
	}
	contact := words("source-contact", lines(n.Reporter.Title, n.Reporter.Organisation, n.Reporter.Phone))
	if r.protected { // it may be the child's school
		contact = item{Item: contact.Item, Left: "protected"}
	}
	ground := Way(r.Way).provision()
	if Way(r.Way) == WayNotification {
		ground = reportingDuty(n.Reporter.Body)
	}
	return contracts.DocumentSection{Section: "source", Laws: lawSource, Items: []item{
		code("source-what", "way", r.Way),
		r.ofReporter(code("source-who", "reporter", n.Reporter.Body)),
		r.ofReporter(name), r.ofReporter(contact),
		{Item: "source-when", At: n.ReceivedAt},
		{Item: "source-asked", Left: "own-initiative"},
		r.ofReporter(code("source-ground", "provision", ground.Act+" "+ground.Section)),
		code("source-purpose", "purpose", "assess-need"),
	}}
}

// reportingDuty is the ground of a child welfare notification.
//
// Law: 417/2007, section 25: subsection 1, those who must report; subsection 2,
// anybody else may.
func reportingDuty(body string) law.Provision {
	if body == "private-person" {
		return law.Provision{Act: "417/2007", Section: "25 § 2 mom", InForce: "2008-01-01"}
	}
	return law.Provision{Act: "417/2007", Section: "25 § 1 mom", InForce: "2008-01-01"}
}

// telling is who was told of the notification. More about it is in words and may
// say who reported.
func (r record) telling() contracts.DocumentSection {
	n := r.Notification
	return contracts.DocumentSection{Section: "telling", Items: []item{
		code("child-told", "yes-no", string(told(n.ChildTold))),
		code("guardian-told", "yes-no", string(told(n.GuardianTold))),
		r.ofReporter(words("told-more", n.ToldMore)),
	}, Laws: []string{}}
}

// evaluation is LSL 26 §: how urgent it was found to be, and what was decided
// about assessing.
func (r record) evaluation() contracts.DocumentSection {
	urgency, start := r.last(saidUrgent), r.last(saidStarted, saidUnnecessary)
	items := []item{
		code("urgency", "urgency", string(r.state.Urgency)), words("urgency-grounds", urgency.Text),
		byWorker("urgency-by", urgency.By), {Item: "urgency-when", At: urgency.At},
	}
	if start.What == "" {
		for _, name := range []string{"start", "start-grounds", "start-by", "start-on"} {
			items = append(items, item{Item: name, Left: "not-decided"})
		}
	} else {
		items = append(items, code("start", "decision", string(r.state.Decision)), words("start-grounds", start.Text),
			byWorker("start-by", start.By), onDay("start-on", dayOf(start), "not-decided"), inTime(start))
	}
	items = append(items, onDay("start-limit", r.Start.Due, "not-decided"))
	return contracts.DocumentSection{Section: "evaluation", Laws: lawEvaluation, Items: items}
}

func inTime(entry contracts.Happened) item {
	if entry.Facts["late"] == "true" {
		return code("in-time", "yes-no", "no")
	}
	return code("in-time", "yes-no", "yes")
}

// course is when the assessment ran, and that a child of 12 speaks in their own
// right (LSL 21 §).
func (r record) course() contracts.DocumentSection {
	items := []item{
		onDay("pending", r.Pending, "not-decided"),
		onDay("started-on", dayOf(r.last(saidStarted)), "not-decided"),
		onDay("completion-limit", r.Completion.Due, "not-decided"),
		onDay("completed-on", dayOf(r.last(saidCompleted)), "not-decided"),
		code("twelve", "twelve", string(twelveOn(r.BirthDate, dayOf(r.lastWriting())))),
	}
	return contracts.DocumentSection{Section: "course", Laws: lawAssessment, Items: items}
}

// formParts are the parts of the form with what stands in them: all, or those
// named. A field that asks for nothing and was left empty is left out; one that the
// law asks for says that it is empty.
func (r record) formParts(only ...string) []contracts.DocumentSection {
	var all []contracts.DocumentSection
	for _, part := range r.form.Sections {
		if len(only) > 0 && !slices.Contains(only, part.Code) {
			continue
		}
		section := contracts.DocumentSection{Section: part.Code, Title: part.Title, Laws: []string{"703/2023 42 §"}}
		if part.Law != "" {
			section.Laws = append(section.Laws, part.Law)
		}
		for _, field := range part.Fields {
			if answered := r.answered(field); answered.Left == "" || field.Required {
				section.Items = append(section.Items, answered)
			}
		}
		if len(section.Items) > 0 {
			all = append(all, section)
		}
	}
	return all
}

// answered is what stands in a field of the form.
func (r record) answered(field contracts.FormField) item {
	out := words(field.Code, r.answers.now(field.Code).Text)
	for _, choice := range field.Choices {
		if choice.Code == r.answers.now(field.Code).Code {
			out = item{Item: field.Code, Words: choice.Label}
		}
	}
	out.Label = field.Label
	return out
}

// outcome is what the assessment ended in, who decided it and on what grounds, the
// provisions, who tells more, and that services are decided apart (SHL 45 §).
func (r record) outcome() contracts.DocumentSection {
	done := r.last(saidCompleted)
	items := []item{
		code("outcome", "outcome", string(r.state.Outcome)), words("outcome-grounds", done.Text),
		byWorker("outcome-by", done.By), onDay("outcome-on", dayOf(done), "not-recorded"),
		onDay("completion-limit", r.Completion.Due, "not-recorded"), inTime(done),
	}
	for _, f := range done.Findings {
		items = append(items, code("provision", "provision", f.Act+" "+f.Section))
	}
	items = append(items, byWorker("more-information", r.Holder), code("services-decided", "services-decided", "apart"))
	return contracts.DocumentSection{Section: "outcome", Laws: lawOutcome, Items: items}
}
