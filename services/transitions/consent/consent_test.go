package consent

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"nivel/libs/ban"
	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

var (
	today  = calendar.MustParse("2026-11-23")
	id     = es.ID{}.Derive("ban")
	reason = vault.Sealed{Key: "01000000-0000-4000-8000-000000000000", Cipher: []byte("sealed")}
	plan   = Paper{Name: "plan", Task: "child-protection"}
)

func forbid(to Toward, scope Scope, of string) Forbid {
	return Forbid{ID: id, Toward: to, Scope: scope, Of: of, Known: []string{"plan", "right", "child-protection", "working-age"}, On: today}
}

func forbidden(cmd Forbid) Forbidden {
	return Forbidden{ID: cmd.ID, Toward: cmd.Toward, Scope: cmd.Scope, Of: cmd.Of, Reason: cmd.Reason, On: cmd.On, Finding: cmd.finding()}
}

func permitted() PermitGiven {
	events, _ := GivePermit{today}.decide(Consent{})
	return events[0].(PermitGiven)
}

func invalid(field, code string) refusal.Refusal {
	return refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: field, Code: code}}}
}

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	towards := forbid(Guardians, Document, "plan")
	towards.Reason = reason
	estest.Golden[Event](t, History, "testdata/events", permitted(), PermitWithdrawn{today}, forbidden(towards), BanLifted{ID: id, On: today})
}

func TestLaw_703_2023_59_WhatABanCovers(t *testing.T) {
	right := Paper{Name: "right", Task: "child-protection"}
	later := Paper{Name: "plan", Task: "working-age"}
	for _, x := range []struct {
		why                string
		ban                Forbid
		plan, right, later bool
	}{
		{"the controller: all of it", forbid(Others, Controller, ""), true, true, true},
		{"a service task: what belongs to it", forbid(Others, Task, "child-protection"), true, true, false},
		{"a document: that one", forbid(Others, Document, "plan"), true, false, true},
		{"a scope of another release: all of it", forbid(Others, "unknown", ""), true, true, true},
		{"a ban towards guardians: nothing towards others", forbid(Guardians, Controller, ""), false, false, false},
	} {
		c := forbidden(x.ban).evolve(Consent{})
		if c.Forbids(Others, plan) != x.plan || c.Forbids(Others, right) != x.right || c.Forbids(Others, later) != x.later {
			t.Errorf("%s: %+v", x.why, c)
		}
		if x.ban.Toward == Guardians && !c.Forbids(Guardians, plan) {
			t.Errorf("%s: and not towards guardians", x.why)
		}
	}
}

func TestLaw_703_2023_59_ForbidAndLift(t *testing.T) {
	of := func(past ...Event) estest.Past[Consent, Command, Event] { return estest.Of(t, Decider).Given(past...) }
	one := forbid(Others, Document, "plan")
	of().When(one).Then(forbidden(one))
	of(forbidden(one)).When(one).ThenNothing()
	of(forbidden(one)).When(LiftBan{id, today}).Then(BanLifted{id, today})
	of(forbidden(one), BanLifted{id, today}).When(LiftBan{id, today}).ThenRefused(ErrNoBan)
	of(forbidden(one), BanLifted{id, today}).When(one).Then(forbidden(one))
	of().When(forbid(Others, Document, "")).ThenRefused(invalid("of", "required"))
	of().When(forbid(Others, Document, "diary")).ThenRefused(invalid("of", "unknown-code"))
	of().When(forbid(Others, Controller, "plan")).ThenRefused(invalid("of", "unknown-code"))
	of().When(forbid(Others, "", "")).ThenRefused(refusal.Refusal{Kind: refusal.Invalid, Code: "invalid-fields",
		Fields: []refusal.Field{{Name: "scope", Code: "required"}, {Name: "of", Code: "required"}}})
}

func TestLaw_703_2023_51_AMinorsBanTowardsGuardiansHasItsReason(t *testing.T) {
	of := func(past ...Event) estest.Past[Consent, Command, Event] { return estest.Of(t, Decider).Given(past...) }
	towards := forbid(Guardians, Controller, "")
	of().When(towards).ThenRefused(invalid("reason", "required"))
	towards.Reason = reason
	of().When(towards).Then(forbidden(towards))
	if f := towards.finding(); f.Section != "51 §" || f.InForce != "2024-01-01" {
		t.Errorf("%+v", f)
	}
}

func TestLaw_703_2023_55_58_ThePermitIsVoluntaryAndRevocable(t *testing.T) {
	of := func(past ...Event) estest.Past[Consent, Command, Event] { return estest.Of(t, Decider).Given(past...) }
	of().When(GivePermit{today}).Then(permitted())
	of(permitted()).When(GivePermit{today}).ThenNothing()
	of(permitted()).When(WithdrawPermit{today}).Then(PermitWithdrawn{today})
	of().When(WithdrawPermit{today}).ThenNothing()
	of(permitted(), PermitWithdrawn{today}).When(GivePermit{today}).Then(permitted())
}

// TestConsent_ForbiddenUntilLifted forbids and lifts at random and holds that a
// document is forbidden exactly while some ban on it was made and not lifted.
func TestConsent_ForbiddenUntilLifted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Consent
		made := map[es.ID]Forbid{}
		for i := range rapid.IntRange(1, 15).Draw(t, "steps") {
			cmd := forbid(Others, rapid.SampledFrom(Scopes()).Draw(t, "scope"), "")
			cmd.ID = id.Derive(string(rune('a' + i)))
			switch cmd.Scope {
			case Task:
				cmd.Of = rapid.SampledFrom([]string{"child-protection", "working-age"}).Draw(t, "task")
			case Document:
				cmd.Of = rapid.SampledFrom([]string{"plan", "right"}).Draw(t, "document")
			}
			var asked Command = cmd
			if len(c.Bans) > 0 && rapid.Bool().Draw(t, "lifts") {
				asked = LiftBan{ID: rapid.SampledFrom(c.Bans).Draw(t, "which").ID, On: today}
			}
			events, err := asked.decide(c)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				c = e.evolve(c)
				if lifted, ok := e.(BanLifted); ok {
					delete(made, lifted.ID)
				} else {
					made[cmd.ID] = cmd
				}
			}
			for _, p := range []Paper{plan, {Name: "right", Task: "child-protection"}, {Name: "plan", Task: "working-age"}, {Task: "older-people"}} {
				want := false
				for _, m := range made {
					want = want || m.Scope == Controller || m.Scope == Task && m.Of == p.Task || m.Scope == Document && m.Of == p.Name
				}
				if c.Forbids(Others, p) != want {
					t.Fatalf("%+v is forbidden: %v, want %v", p, !want, want)
				}
			}
		}
	})
}

// TestLaw_703_2023_51_OnlyAMinorHasGuardians: the last day before the 18th birthday,
// and the birthday.
func TestLaw_703_2023_51_OnlyAMinorHasGuardians(t *testing.T) {
	for born, minor := range map[string]bool{"2008-11-24": true, "2008-11-23": false, "2000-01-01": false, "": true} {
		cmd := forbid(Guardians, Controller, "")
		cmd.Reason = reason
		if born != "" {
			cmd.Born = calendar.MustParse(born)
		}
		answer := estest.Of(t, Decider).When(cmd)
		if minor {
			answer.Then(forbidden(cmd))
		} else {
			answer.ThenRefused(invalid("toward", "adult-has-no-guardian"))
		}
		cmd.Toward, cmd.Reason = Others, vault.Sealed{} // at any age
		estest.Of(t, Decider).When(cmd).Then(forbidden(cmd))
	}
}

// TestBan_OthersReadTheSame: what other services read of the streams (libs/ban) is what
// was recorded, whatever was forbidden, lifted and permitted.
func TestBan_OthersReadTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		store := estest.NewMemory(func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) })
		all, person := In(store), es.ID{}.Derive("a minor")
		for i := range rapid.IntRange(0, 12).Draw(t, "steps") {
			now, err := Of(context.Background(), all, person)
			if err != nil {
				t.Fatal(err)
			}
			cmd := forbid(rapid.SampledFrom([]Toward{Others, Guardians}).Draw(t, "toward"), rapid.SampledFrom(Scopes()).Draw(t, "scope"), "")
			cmd.ID, cmd.Reason = id.Derive(string(rune('a'+i))), reason
			if cmd.Scope != Controller {
				cmd.Of = rapid.SampledFrom(cmd.Known).Draw(t, "of")
			}
			var asked Command = cmd
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				asked = GivePermit{today}
			case 1:
				asked = WithdrawPermit{today}
			case 2:
				if len(now.Bans) > 0 {
					asked = LiftBan{ID: rapid.SampledFrom(now.Bans).Draw(t, "which").ID, On: today}
				}
			}
			if _, err := all.Handle(context.Background(), person.String(), asked); err != nil {
				t.Fatal(err)
			}
		}
		now, err := Of(context.Background(), all, person)
		if err != nil {
			t.Fatal(err)
		}
		read, err := ban.Of(context.Background(), store, person)
		if err != nil || len(read) != len(now.Bans) {
			t.Fatalf("read %+v of %+v: %v", read, now.Bans, err)
		}
		for i, b := range now.Bans {
			if read[i] != (ban.Ban{ID: b.ID, Toward: string(b.Toward), Scope: string(b.Scope), Of: b.Of}) {
				t.Errorf("read %+v of %+v", read[i], b)
			}
		}
	})
}
