package transitions_test

import (
	"testing"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// issueFile asks for a file under a command.
func (c *county) issueFile(who string, id, command es.ID, in contracts.HandoverFileFor) (contracts.HandoverFile, error) {
	c.Helper()
	out, _, err := edge.Call[contracts.HandoverFile](c.Context(), c.as(who), edge.Request{
		Method: "POST", Path: "/cases/" + id.String() + "/handover/file", Body: in, Command: command,
	})
	return out, err
}

// disclosures counts what the use log notes as given out.
func (c *county) disclosures() (n int) {
	for _, u := range c.uses.All() {
		if u.Disclosed != nil {
			n++
		}
	}
	return n
}

// TestHandoverFile_SentAgain: a command gives the file that it gave the first
// time, as long as what that rests on holds, and never another one.
func TestHandoverFile_SentAgain(t *testing.T) {
	c := newCounty(t)
	id := c.planned()
	do(c, "w-aino", id, "consent/permit", contracts.Permit{Permitted: true})
	do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"plan", "right"}})
	in := contracts.HandoverFileFor{ToArea: "08", Documents: []string{"plan"}, FamilyName: "Virtasalo", GivenNames: "Venla", IdentityCode: "010190-900P"}
	command := es.NewID()
	first, err := c.issueFile("w-aino", id, command, in)
	must(t, err)
	lines := len(c.see("w-aino", id).Timeline)

	t.Run("the same is the same file, also the day after", func(t *testing.T) {
		c.clock.forward(24 * time.Hour)
		again, err := c.issueFile("w-aino", id, command, in)
		must(t, err)
		if again != first || c.disclosures() != 2 {
			t.Errorf("it is another file, or %d disclosures are noted", c.disclosures())
		}
	})
	refused := func(t *testing.T, command es.ID, in contracts.HandoverFileFor, code string) {
		t.Helper()
		before := c.disclosures()
		if file, err := c.issueFile("w-aino", id, command, in); err == nil || file.Content != "" || c.disclosures() != before {
			t.Errorf("a file left, or is noted as if it had")
		} else {
			c.refused(err, code)
		}
	}
	elsewhere, more, other := in, in, in
	elsewhere.ToArea, more.Documents, other.FamilyName = "05", []string{"plan", "right"}, "Virtanen"
	for name, asked := range map[string]contracts.HandoverFileFor{"for another area": elsewhere, "with another document": more, "about somebody else": other} {
		t.Run("not "+name, func(t *testing.T) { refused(t, command, asked, "file-differs") })
	}
	t.Run("not under a command that did something else", func(t *testing.T) {
		held := es.NewID()
		_, _, err := edge.Call[contracts.Receipt](c.Context(), c.as("w-aino"), edge.Request{
			Method: "POST", Path: "/cases/" + id.String() + "/daily/contacts", Command: held,
			Body: contracts.NewContact{Day: day, Offered: "online", Chosen: "online"},
		})
		must(t, err)
		lines++
		refused(t, held, in, "file-differs")
	})
	t.Run("not once the young person has taken back what they agreed to", func(t *testing.T) {
		do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day})
		lines++
		refused(t, command, in, "consent-missing")
	})
	if got := len(c.see("w-aino", id).Timeline); got != lines {
		t.Errorf("the timeline has %d lines, wanted %d", got, lines)
	}
	t.Run("not once somebody else has the case", func(t *testing.T) {
		do(c, "w-aino", id, "handover/consent", contracts.HandoverConsent{Asked: day, May: []string{"plan"}})
		do(c, "w-aino", id, "handover", offer)
		do(c, "w-elin", id, "handover/meeting", contracts.JointMeeting{On: day.AddDays(1)})
		do(c, "w-elin", id, "handover/acceptance", struct{}{})
		refused(t, command, in, "not-allowed")
	})
}
