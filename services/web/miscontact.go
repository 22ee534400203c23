package web

import (
	"net/http"
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// withdrawContact is how the page takes back a contact that was recorded wrongly.
var withdrawContact = act{
	name: "contact-withdraw", path: "contact-withdraw", done: "contact-withdraw", request: askContactWithdrawal,
	shown: inForm(map[string]string{"contact": "contact_wrong", "reason": "contact_reason"}),
}

func askContactWithdrawal(f form) (edge.Request, []refusal.Field) {
	r := &reading{form: f}
	r.must("contact_wrong", "contact_reason")
	id, err := es.ParseID(r.text("contact_wrong"))
	if err != nil && r.text("contact_wrong") != "" {
		r.fault("contact_wrong", "no-such-contact")
	}
	return edge.Request{Method: http.MethodPost, Path: "/contacts/withdrawn", Body: contracts.WithdrawnContact{
		Contact: id, Reason: r.text("contact_reason"), Task: r.text("task"),
	}}, r.wrong
}

// standingContacts are the contacts that may have been recorded wrongly, in the
// record of the service that has the case: no meetings, and none that was withdrawn.
func (d dailyView) standingContacts() []contracts.Contacted {
	return slices.DeleteFunc(slices.Clone(d.Contacts), func(c contracts.Contacted) bool {
		return c.Meeting || c.Withdrawn != nil || c.Task != d.Task
	})
}
