package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/person"
	"nivel/libs/refusal"
)

// Longest texts taken, in characters: a line, a paragraph, the content itself.
const (
	maxLine    = 200
	maxText    = 2_000
	maxContent = 20_000
)

// clockSkew is how far ahead of ours a sender's clock may be.
const clockSkew = 5 * time.Minute

// firstDay is the day from which the Child Welfare Act 417/2007 is in force;
// nothing older can be a notification under it.
var firstDay = calendar.MustParse("2008-01-01")

// CheckNotification refuses a notification with all fields that are wrong, each
// with a code. It reads texts and returns none of them.
//
//	required, too-long, unknown-code, in-the-future, too-old,
//	identity-code-… (which part), birth-date-mismatch,
//	anonymous-with-name, secrecy-grounds-missing
func CheckNotification(n contracts.Notification, now time.Time) error {
	var c refusal.Check
	c.Require(!n.ReceivedAt.IsZero(), "received_at", "required")
	c.Require(!n.ReceivedAt.After(now.Add(clockSkew)), "received_at", "in-the-future")
	c.Require(n.ReceivedAt.IsZero() || !calendar.On(n.ReceivedAt).Before(firstDay), "received_at", "too-old")
	oneOf(&c, "channel", n.Channel, contracts.Channels())
	checkChild(&c, n.Child, calendar.On(now))
	for i, g := range n.Guardians {
		checkGuardian(&c, indexed("guardians", i), g)
	}
	checkReporter(&c, n)
	text(&c, "content", n.Content, maxContent, true)
	text(&c, "told_more", n.ToldMore, maxText, false)
	text(&c, "source_ref", n.SourceRef, maxLine, false)
	c.Require(n.ServiceTask == "" || n.ServiceTask == string(ChildProtection), "service_task", "unknown-code")
	return c.Refusal()
}

func checkChild(c *refusal.Check, child contracts.Child, today calendar.Date) {
	text(c, "child.family_name", child.FamilyName, maxLine, true)
	text(c, "child.given_names", child.GivenNames, maxLine, true)
	born := checkBirth(c, child, today)
	if child.IdentityCode != "" {
		code, err := person.ParseIdentityCode(child.IdentityCode)
		if err == nil {
			err = code.BornBy(today)
		}
		if r, wrong := refusal.As(err); wrong {
			c.Require(false, "child.identity_code", r.Code)
		} else {
			c.Require(born == calendar.Date{} || born == code.BirthDate(), "child.birth_date", "birth-date-mismatch")
		}
	}
	text(c, "child.age_text", child.AgeText, maxLine, false)
	if child.Municipality != "" {
		_, known := person.MunicipalityByCode(child.Municipality)
		c.Require(known, "child.municipality", "unknown-code")
	}
	if child.Language != "" {
		oneOf(c, "child.language", child.Language, []string{"fi", "sv", "se", "other"})
	}
	text(c, "child.address", child.Address, maxLine, false)
	text(c, "child.phone", child.Phone, maxLine, false)
	text(c, "child.lives_with", child.LivesWith, maxText, false)
}

// checkBirth returns the birth date that was given, or none.
func checkBirth(c *refusal.Check, child contracts.Child, today calendar.Date) calendar.Date {
	if child.BirthDate == "" {
		return calendar.Date{}
	}
	born, err := calendar.Parse(child.BirthDate)
	c.Require(err == nil, "child.birth_date", "malformed-date")
	c.Require(err != nil || !born.After(today), "child.birth_date", "in-the-future")
	return born
}

func checkGuardian(c *refusal.Check, path string, g contracts.Guardian) {
	text(c, path+".family_name", g.FamilyName, maxLine, true)
	text(c, path+".given_names", g.GivenNames, maxLine, false)
	text(c, path+".relation", g.Relation, maxLine, false)
	text(c, path+".address", g.Address, maxLine, false)
	text(c, path+".phone", g.Phone, maxLine, false)
}

func checkReporter(c *refusal.Check, n contracts.Notification) {
	r := n.Reporter
	oneOf(c, "reporter.body", r.Body, contracts.ReporterBodies())
	named := r.FamilyName + r.GivenNames + r.Phone + r.Organisation + r.Title
	c.Require(!n.Anonymous || named == "", "anonymous", "anonymous-with-name")
	c.Require(!n.Anonymous || r.Body == "private-person" || r.Body == "", "anonymous", "anonymous-only-private")
	text(c, "reporter.family_name", r.FamilyName, maxLine, false)
	text(c, "reporter.given_names", r.GivenNames, maxLine, false)
	text(c, "reporter.title", r.Title, maxLine, false)
	text(c, "reporter.organisation", r.Organisation, maxLine, false)
	text(c, "reporter.phone", r.Phone, maxLine, false)
	text(c, "reporter.secrecy_grounds", r.SecrecyGrounds, maxText, false)
	c.Require(!r.Secret || strings.TrimSpace(r.SecrecyGrounds) != "", "reporter.secrecy_grounds", "secrecy-grounds-missing")
}

func text(c *refusal.Check, name, value string, most int, required bool) {
	c.Require(!required || strings.TrimSpace(value) != "", name, "required")
	c.Require(utf8.RuneCountInString(value) <= most, name, "too-long")
	c.Require(utf8.ValidString(value) && !strings.ContainsRune(value, 0), name, "unreadable-characters")
}

func oneOf(c *refusal.Check, name, value string, codes []string) {
	c.Require(value != "", name, "required")
	c.Require(value == "" || slices.Contains(codes, value), name, "unknown-code")
}

func indexed(list string, i int) string { return list + "." + strconv.Itoa(i) }
