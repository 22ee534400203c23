package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

func TestOma_WhatIsToldToTheNextWorker(t *testing.T) {
	o := newOma(t)
	b := o.come(t)
	t.Run("nothing yet, and no way there from the first page", func(t *testing.T) {
		if strings.Contains(b.get("/").body, `href="/handover"`) {
			t.Error("there is a way to nothing")
		}
		b.get("/handover").says(t, "Nothing is written yet.")
	})
	today := calendar.On(now)
	o.mine.Review = true
	o.mine.Handover = &contracts.HandoverWork{
		Summary: &contracts.WrittenSummary{HandoverSummary: contracts.HandoverSummary{Strengths: "Osaa kokata.", Situation: "Asuu tuetusti.", People: "Mummo."}, By: "w-aino", On: today},
		Consent: &contracts.RecordedConsent{HandoverConsent: contracts.HandoverConsent{Asked: today, May: []string{"summary", "plan"}}, By: "w-aino", On: today},
	}
	t.Run("what is written, and what may be told", func(t *testing.T) {
		if !strings.Contains(b.get("/").body, `href="/handover"`) {
			t.Error("there is no way to it")
		}
		p := b.get("/handover")
		p.says(t, "Osaa kokata.", "Asuu tuetusti.", "Mummo.", "asked you on", "This summary", "Your plan")
		if strings.Contains(p.body, "The assessment of your right") {
			t.Error("says that more may be told")
		}
	})
	t.Run("it is right, or it is corrected", func(t *testing.T) {
		for answer, body := range map[string]string{"agrees": `{"agrees":true}`, "corrects": `{"agrees":false,"comment":"Asun yksin."}`} {
			fields := url.Values{"answer": {answer}}
			if answer == "corrects" {
				fields.Set("comment", " Asun yksin. ")
			}
			if p := b.submit("/handover", "/handover", fields); p.status != http.StatusSeeOther || p.header.Get("Location") != "/handover?done=saved" {
				t.Errorf("answered %d, to %q", p.status, p.header.Get("Location"))
			}
			sent := o.transitions.was("POST")
			if got := sent[len(sent)-1]; got.path != "/my/summary" || string(got.body) != body || o.actor(t, got).ID != youthOne.String() {
				t.Errorf("asked %s %s", got.path, got.body)
			}
		}
	})
	t.Run("a correction without a word says what to write, and keeps the page", func(t *testing.T) {
		p := b.submit("/handover", "/handover", url.Values{"answer": {"corrects"}, "comment": {" "}})
		if p.status != http.StatusUnprocessableEntity {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "Write what you would correct.", "Osaa kokata.")
	})
	t.Run("an answer that came too late says so, and is not lost", func(t *testing.T) {
		o.noWrite = &refusal.Refusal{Kind: refusal.Untimely, Code: "no-summary"}
		form := b.get("/handover")
		o.mine.Review = false
		p := b.send(form, "/handover", url.Values{"answer": {"corrects"}, "comment": {"Asun yksin."}})
		if p.status != http.StatusConflict {
			t.Errorf("answered %d", p.status)
		}
		p.says(t, "the handover is over", "You wrote: Asun yksin.")
		o.mine.Review, o.noWrite = true, nil
	})
	t.Run("no form, once it is over", func(t *testing.T) {
		o.mine.Review = false
		if p := b.get("/handover"); strings.Contains(p.body, "<textarea") || !strings.Contains(p.body, "Osaa kokata.") {
			t.Error("it can still be answered, or is gone")
		}
	})
}
