package intake

import (
	"strings"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/person"
)

// Acts and sections that ask for what stands in a document.
//
// Law: 703/2023, sections 37 to 39, 41 and 42, as in force from 2024-01-01: what is
// recorded in every client document, of data got from others, when a matter
// becomes pending, and in an assessment. Which data 42 § means is taken from
// 1301/2014, section 37, and 417/2007, section 20.
var (
	lawDocument      = []string{"703/2023 37 §", "703/2023 38 § 1 mom"}
	lawClient        = []string{"703/2023 38 § 2 mom"}
	lawCircumstances = []string{"703/2023 38 § 3 mom"}
	lawSource        = []string{"703/2023 39 §"}
	lawNeed          = []string{"703/2023 41 §"}
	lawEvaluation    = []string{"417/2007 26 § 2 mom", "417/2007 26 § 5 mom"}
	lawAssessment    = []string{"703/2023 42 §", "417/2007 26 § 5 mom"}
	lawOutcome       = []string{"703/2023 42 §", "1301/2014 37 §", "434/2003 44 §", "434/2003 45 §"}
)

// sectionsOf puts a document together.
func (s *Service) sectionsOf(document string, r record) []contracts.DocumentSection {
	all := []contracts.DocumentSection{s.aboutDocument(document, r), s.aboutClient(r)}
	switch document {
	case contracts.DocumentNotification:
		all = append(all, r.circumstances(), r.need(), r.source(), r.telling())
	case contracts.DocumentEvaluation:
		all = append(all, r.need(), r.evaluation())
	case contracts.DocumentAssessment:
		all = append(all, r.circumstances(), r.course())
		all = append(all, r.formParts()...)
	case contracts.DocumentOutcome:
		all = append(all, r.outcome())
		all = append(all, r.formParts("views", "child", "conclusions")...)
	}
	return all
}

type item = contracts.DocumentItem

// words are a text, or that nobody recorded it.
func words(name, text string) item {
	if strings.TrimSpace(text) == "" {
		return item{Item: name, Left: "not-recorded"}
	}
	return item{Item: name, Text: text}
}

// code is a code of a family of texts, or that nobody recorded it.
func code(name, of, value string) item {
	if value == "" {
		return item{Item: name, Left: "not-recorded"}
	}
	return item{Item: name, Of: of, Code: value}
}

// onDay is a day, or why there is none.
func onDay(name string, d calendar.Date, none string) item {
	if d.IsZero() {
		return item{Item: name, Left: none}
	}
	return item{Item: name, Day: d}
}

// byWorker is a worker, or that there is nobody.
func byWorker(name, id string) item {
	if id == "" {
		return item{Item: name, Left: "nobody"}
	}
	return item{Item: name, Worker: id}
}

// unless is an item, or why it is left out.
func unless(hidden bool, why string, i item) item {
	if hidden {
		return item{Item: i.Item, Left: why}
	}
	return i
}

// fullNameOf joins what is known of a name.
func fullNameOf(family, given string) string { return strings.Trim(family+", "+given, ", ") }

// aboutDocument is 38 § 1 mom, and the service task (37 §). The name of the document
// is its title.
func (s *Service) aboutDocument(document string, r record) contracts.DocumentSection {
	drawn := r.Timeline[0]
	switch document {
	case contracts.DocumentEvaluation:
		if drawn = r.last(saidStarted, saidUnnecessary); drawn.What == "" {
			drawn = r.last(saidUrgent)
		}
	case contracts.DocumentAssessment:
		drawn = r.lastWriting()
	case contracts.DocumentOutcome:
		drawn = r.last(saidCompleted)
	}
	return contracts.DocumentSection{Section: "document", Laws: lawDocument, Items: []item{
		code("service-task", "task", string(r.state.Task)),
		words("client-name", fullNameOf(r.Notification.Child.FamilyName, r.Notification.Child.GivenNames)),
		words("client-id", r.clientID()),
		{Item: "organiser", Words: s.area.Name, Text: s.area.Code},
		s.producer(r),
		byWorker("author", drawn.By),
		{Item: "drawn-up", At: drawn.At},
	}}
}

// producer is the unit that has the matter: the county arranges and produces it.
func (s *Service) producer(r record) item {
	holder, _ := s.area.Worker(r.Holder)
	for _, unit := range s.area.Units {
		if unit.Code == holder.Unit {
			return item{Item: "producer", Words: unit.Name, Text: unit.Code}
		}
	}
	return item{Item: "producer", Words: s.area.Name, Text: s.area.Code}
}

// clientID is the identity code, else what else is known of who it is.
func (r record) clientID() string {
	child := r.Notification.Child
	for _, known := range []string{child.IdentityCode, child.BirthDate, child.AgeText} {
		if known != "" {
			return known
		}
	}
	return ""
}

// lastWriting is who wrote into the assessment last and when; of one that nobody
// has written into, who started it.
func (r record) lastWriting() contracts.Happened {
	last := r.last(saidStarted)
	for _, field := range fieldsOf(r.form) {
		if now := r.answers.now(field.Code); now.At.After(last.At) {
			last.At, last.By = now.At, now.By
		}
	}
	return last
}

// aboutClient is 38 § 2 mom.
func (s *Service) aboutClient(r record) contracts.DocumentSection {
	protected := "no"
	if r.protected {
		protected = "yes"
	}
	end, ground := r.relationshipEnd()
	return contracts.DocumentSection{Section: "client", Laws: lawClient, Items: []item{
		unless(r.protected || r.household, "protected", homeArea(r.Notification.Child.Municipality)),
		r.relationshipStart(),
		byWorker("responsible", r.Holder),
		code("non-disclosure", "yes-no", protected),
		r.guardiansProtected(),
		end, ground,
	}}
}

// guardiansProtected says whether a guardian is under a safety non-disclosure: where
// that one is, stands on no paper then, for a copy may be the other party's.
//
// Law: 661/2009, section 37, as in force from 2020-01-01; 703/2023, section 38,
// subsection 2: of a legal representative it is recorded too.
func (r record) guardiansProtected() item {
	for _, g := range r.Notification.Guardians {
		if g.NonDisclosure {
			return code("representative-non-disclosure", "yes-no", "yes")
		}
	}
	return item{Item: "representative-non-disclosure", Left: "not-recorded"}
}

// homeArea is the wellbeing services county of a home municipality.
func homeArea(municipality string) item {
	home, _ := person.MunicipalityByCode(municipality)
	area, known := person.AreaByCode(home.Area)
	if !known {
		return item{Item: "home-area", Left: "not-recorded"}
	}
	return item{Item: "home-area", Words: map[string]string{"fi": area.NameFi, "sv": area.NameSv, "en": area.NameEn}}
}

// relationshipStart is the day on which the client relationship in child protection
// began: with an emergency placement, or when the assessment found so.
//
// Law: 417/2007, section 27, as in force from 2015-04-01.
func (r record) relationshipStart() item {
	const name = "relationship-start"
	switch found := r.state.Answers["relationship"].Code; {
	case r.Placement != nil:
		return onDay(name, r.Placement.Placed, "not-recorded")
	case !r.state.Completed && r.state.Decision != Unnecessary:
		return item{Item: name, Left: "not-decided"}
	case found == "begins":
		return onDay(name, dayOf(r.last(saidCompleted)), "not-recorded")
	case found == "continues":
		return item{Item: name, Left: "since-before"}
	}
	return item{Item: name, Left: "no-relationship"}
}

// relationshipEnd is the day on which it was recorded that there is no ground for a
// client relationship (1301/2014 34 §), and that ground.
func (r record) relationshipEnd() (end, ground item) {
	end, ground = item{Item: "relationship-end", Left: "goes-on"}, item{Item: "relationship-end-ground", Left: "goes-on"}
	if r.state.ended() {
		entry := r.last(saidUnnecessary, saidCompleted)
		end, ground = onDay(end.Item, dayOf(entry), "not-recorded"), words(ground.Item, entry.Text)
	}
	return end, ground
}

// dayOf is the day in Helsinki on which something was recorded.
func dayOf(entry contracts.Happened) calendar.Date {
	if entry.At.IsZero() {
		return calendar.Date{}
	}
	return calendar.On(entry.At)
}

// circumstances are 38 § 3 mom.
func (r record) circumstances() contracts.DocumentSection {
	child := r.Notification.Child
	items := []item{
		code("language", "language", child.Language),
		{Item: "mother-tongue", Left: "not-recorded"},
		unless(r.protected || r.household && child.Phone == "", "protected", words("contact", lines(child.Address, child.Phone))),
		unless(r.protected || r.household, "protected", municipality(child.Municipality)),
		unless(r.protected || r.household, "protected", words("lives-with", child.LivesWith)),
	}
	if len(r.Notification.Guardians) == 0 {
		items = append(items, item{Item: "guardian", Left: "not-recorded"})
	}
	for _, g := range r.Notification.Guardians {
		name := fullNameOf(g.FamilyName, g.GivenNames)
		if g.Relation != "" {
			name += " (" + g.Relation + ")"
		}
		items = append(items, words("guardian", name), unless(r.protected || g.NonDisclosure, "protected", words("guardian-contact", lines(g.Address, g.Phone))))
	}
	items = append(items, item{Item: "guardian-powers", Left: "not-recorded"}, item{Item: "information-right", Left: "not-recorded"})
	return contracts.DocumentSection{Section: "circumstances", Laws: lawCircumstances, Items: items}
}

func municipality(value string) item {
	home, known := person.MunicipalityByCode(value)
	if !known {
		return item{Item: "home-municipality", Left: "not-recorded"}
	}
	return item{Item: "home-municipality", Words: map[string]string{"fi": home.NameFi, "sv": home.NameSv, "en": home.NameFi}}
}

// lines joins what is not empty.
func lines(all ...string) string {
	var some []string
	for _, one := range all {
		if one != "" {
			some = append(some, one)
		}
	}
	return strings.Join(some, "\n")
}
