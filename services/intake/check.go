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
	checkReceipt(&c, n, now)
	checkChild(&c, "child", n.Child, calendar.On(now))
	checkSiblings(&c, n, calendar.On(now))
	checkRest(&c, n, contracts.ReporterBodies())
	return c.Refusal()
}

// checkReceipt checks when and how a notification arrived.
func checkReceipt(c *refusal.Check, n contracts.Notification, now time.Time) {
	c.Require(!n.ReceivedAt.IsZero(), "received_at", "required")
	c.Require(!n.ReceivedAt.After(now.Add(clockSkew)), "received_at", "in-the-future")
	c.Require(n.ReceivedAt.IsZero() || !calendar.On(n.ReceivedAt).Before(firstDay), "received_at", "too-old")
	oneOf(c, "channel", n.Channel, contracts.Channels())
}

// checkRest is what is checked of a notification beside when and of whom.
func checkRest(c *refusal.Check, n contracts.Notification, bodies []string) {
	for i, g := range n.Guardians {
		checkGuardian(c, indexed("guardians", i), g)
	}
	checkReporter(c, n, bodies)
	text(c, "content", n.Content, maxContent, true)
	text(c, "told_more", n.ToldMore, maxText, false)
	text(c, "source_ref", n.SourceRef, maxLine, false)
	c.Require(n.ServiceTask == "" || n.ServiceTask == string(ChildProtection), "service_task", "unknown-code")
}

// checkSiblings checks the other children of one notification: each is one child,
// and no child is there twice.
func checkSiblings(c *refusal.Check, n contracts.Notification, today calendar.Date) {
	c.Require(len(n.Siblings) <= contracts.MaxSiblings, "siblings", "too-many")
	seen := []string{strings.ToUpper(n.Child.IdentityCode)}
	for i, child := range n.Siblings[:min(len(n.Siblings), contracts.MaxSiblings)] {
		path, code := indexed("siblings", i), strings.ToUpper(child.IdentityCode)
		checkChild(c, path, child, today)
		c.Require(code == "" || !slices.Contains(seen, code), path+".identity_code", "same-child-twice")
		seen = append(seen, code)
	}
}

func checkChild(c *refusal.Check, path string, child contracts.Child, today calendar.Date) {
	text(c, path+".family_name", child.FamilyName, maxLine, true)
	text(c, path+".given_names", child.GivenNames, maxLine, true)
	checkDetails(c, path, child, today)
}

// checkDetails is what is checked of a child who may have no name yet.
func checkDetails(c *refusal.Check, path string, child contracts.Child, today calendar.Date) {
	born := checkBirth(c, path, child, today)
	if child.IdentityCode != "" {
		code, err := person.ParseIdentityCode(child.IdentityCode)
		if err == nil {
			err = code.BornBy(today)
		}
		if r, wrong := refusal.As(err); wrong {
			c.Require(false, path+".identity_code", r.Code)
		} else {
			c.Require(born == calendar.Date{} || born == code.BirthDate(), path+".birth_date", "birth-date-mismatch")
		}
	}
	text(c, path+".age_text", child.AgeText, maxLine, false)
	if child.Municipality != "" {
		_, known := person.MunicipalityByCode(child.Municipality)
		c.Require(known, path+".municipality", "unknown-code")
	}
	if child.Language != "" {
		oneOf(c, path+".language", child.Language, []string{"fi", "sv", "se", "other"})
	}
	text(c, path+".address", child.Address, maxLine, false)
	text(c, path+".phone", child.Phone, maxLine, false)
	text(c, path+".lives_with", child.LivesWith, maxText, false)
}

// checkBirth returns the birth date that was given, or none.
func checkBirth(c *refusal.Check, path string, child contracts.Child, today calendar.Date) calendar.Date {
	if child.BirthDate == "" {
		return calendar.Date{}
	}
	born, err := calendar.Parse(child.BirthDate)
	c.Require(err == nil, path+".birth_date", "malformed-date")
	c.Require(err != nil || !born.After(today), path+".birth_date", "in-the-future")
	return born
}

func checkGuardian(c *refusal.Check, path string, g contracts.Guardian) {
	text(c, path+".family_name", g.FamilyName, maxLine, true)
	text(c, path+".given_names", g.GivenNames, maxLine, false)
	text(c, path+".relation", g.Relation, maxLine, false)
	text(c, path+".address", g.Address, maxLine, false)
	text(c, path+".phone", g.Phone, maxLine, false)
	c.Require(g.NonDisclosure || g.NonDisclosureUntil.IsZero(), path+".non_disclosure", "required")
}

func checkReporter(c *refusal.Check, n contracts.Notification, bodies []string) {
	r := n.Reporter
	oneOf(c, "reporter.body", r.Body, bodies)
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
