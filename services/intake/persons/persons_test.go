package persons

import (
	"maps"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"nivel/libs/calendar"
	"nivel/libs/es"
	"nivel/libs/es/estest"
	"nivel/libs/vault"
)

var (
	day   = calendar.MustParse("2026-11-23")
	why   = vault.Sealed{Key: "k1", Cipher: []byte("sealed")}
	anna  = es.ID{15: 1}.Derive("anna")
	twin  = es.ID{15: 1}.Derive("the same again")
	third = es.ID{15: 1}.Derive("a third")
	code  = es.ID{15: 1}.Derive("a code")
)

// TestHistory_EveryStoredNameHasItsGoldenFile fails when an event is stored in
// another form than the one that is in counties' histories.
func TestHistory_EveryStoredNameHasItsGoldenFile(t *testing.T) {
	estest.Golden[Event](t, History, "testdata/events",
		PersonMerged{Person: twin, Into: anna, Reason: why, On: day},
		PersonUnmerged{Person: twin, From: anna, Reason: why, On: day},
		CodeRecorded{Person: anna, Token: code, Code: why, On: day},
		CodeLinked{Token: code, Person: anna},
	)
}

func given(t *testing.T, events ...Event) estest.Past[All, Command, Event] {
	return estest.Of(t, Decider).Given(events...)
}

func TestMerge(t *testing.T) {
	merge := Merge{Person: twin, Into: anna, Reason: why, On: day}
	merged := PersonMerged{Person: twin, Into: anna, Reason: why, On: day}
	given(t).When(merge).Then(merged)
	given(t).When(Merge{Person: twin, Into: twin, Reason: why}).ThenRefused(ErrSamePerson)
	given(t, merged).When(merge).ThenRefused(ErrSamePerson)
	given(t, merged).When(Merge{Person: anna, Into: twin, Reason: why}).ThenRefused(ErrSamePerson)
	given(t, merged).When(Merge{Person: twin, Into: third, Reason: why}).ThenRefused(ErrAlreadyMerged)
	given(t, merged).When(Merge{Person: third, Into: twin, Reason: why}).ThenRefused(ErrAlreadyMerged)
	given(t).When(Merge{Person: twin, Into: anna}).ThenRefused(invalid("reason", "required"))
	given(t, merged).When(Unmerge{Person: twin, Reason: why, On: day}).Then(PersonUnmerged{Person: twin, From: anna, Reason: why, On: day})
	given(t, merged).When(Unmerge{Person: twin}).ThenRefused(invalid("reason", "required"))
	given(t, merged).When(Unmerge{Person: anna, Reason: why}).ThenRefused(ErrNotMerged)
	given(t, CodeLinked{Token: code, Person: anna}).When(Unmerge{Person: code, Reason: why}).ThenRefused(ErrNotMerged)
}

func TestRecordCode(t *testing.T) {
	record := RecordCode{Person: anna, Token: code, Code: why, On: day}
	recorded, linked := CodeRecorded{Person: anna, Token: code, Code: why, On: day}, CodeLinked{Token: code, Person: anna}
	given(t).When(record).Then(recorded, linked)
	given(t, recorded, linked).When(record).ThenNothing()
	known := record
	known.Known = true
	given(t).When(known).Then(recorded)
	given(t).When(RecordCode{Person: code, Token: code, Code: why, On: day}).ThenNothing()
	other := RecordCode{Person: anna, Token: third, Code: why, On: day}
	given(t, recorded, linked).When(other).Then(CodeRecorded{Person: anna, Token: third, Code: why, On: day}, CodeLinked{Token: third, Person: anna})
	given(t, recorded, linked).When(RecordCode{Person: twin, Token: code, Code: why, On: day}).Then(CodeRecorded{Person: twin, Token: code, Code: why, On: day})
	given(t, PersonMerged{Person: anna, Into: twin}).When(record).ThenRefused(ErrAlreadyMerged)
	replaced := []Event{recorded, linked, CodeRecorded{Person: anna, Token: third, Code: why, On: day}, CodeLinked{Token: third, Person: anna}}
	theirs := RecordCode{Person: twin, Token: code, Code: why, On: day}
	given(t, replaced...).When(theirs).Then(CodeRecorded{Person: twin, Token: code, Code: why, On: day}, CodeLinked{Token: code, Person: twin})
	given(t, replaced...).When(record).Then(recorded, linked)
	given(t, replaced...).When(known).Then(recorded) // by now it is the id of somebody else
}

// TestPersons_WhateverIsMergedAndUndone: every id has one person who goes on and is
// linked to no other, nobody is lost, and an undone merge leaves what was before it.
func TestPersons_WhateverIsMergedAndUndone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := make([]es.ID, 7)
		for i := range ids {
			ids[i] = es.ID{14: 1, 15: byte(i)}
		}
		one := rapid.SampledFrom(ids)
		var all All
		for range rapid.IntRange(1, 30).Draw(t, "commands") {
			var cmd Command
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				cmd = Merge{Person: one.Draw(t, "who"), Into: one.Draw(t, "into"), Reason: why, On: day}
			case 2:
				cmd = Unmerge{Person: one.Draw(t, "who"), Reason: why, On: day}
			case 3:
				cmd = RecordCode{Person: one.Draw(t, "who"), Token: one.Draw(t, "code"), Known: rapid.Bool().Draw(t, "known"), Code: why, On: day}
			}
			before := all
			happened, err := cmd.decide(all)
			if err != nil {
				continue
			}
			for _, e := range happened {
				all = e.evolve(all)
			}
			for _, id := range ids {
				root, hops := id, 0
				for link, linked := all.links.get(root); linked; link, linked = all.links.get(root) {
					if root, hops = link.To, hops+1; hops > len(ids) {
						t.Fatalf("%s is linked in a circle", id)
					}
				}
				if all.Of(id) != root || all.Of(root) != root {
					t.Fatalf("%s goes on as %s, and as %s", id, root, all.Of(root))
				}
			}
			if merge, is := cmd.(Merge); is {
				undone, err := Unmerge{Person: merge.Person, Reason: why, On: day}.decide(all)
				if err != nil {
					t.Fatal(err)
				}
				if back := undone[0].evolve(all); !reflect.DeepEqual(back, before) {
					t.Fatalf("undone %v, before %v", back, before)
				}
			}
		}
	})
}

// TestList_SaysWhatTheRulesSay: whoever an id goes on as by the rules, the rows say so
// too, whatever was merged, undone and recorded.
func TestList_SaysWhatTheRulesSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids := make([]es.ID, 6)
		for i := range ids {
			ids[i] = es.ID{14: 1, 15: byte(i)}
		}
		one := rapid.SampledFrom(ids)
		var all All
		var book Book
		for n := range rapid.IntRange(1, 30).Draw(t, "commands") {
			var cmd Command = RecordCode{Person: one.Draw(t, "who"), Token: one.Draw(t, "code"), Known: rapid.Bool().Draw(t, "known"), Code: why, On: day}
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				cmd = Merge{Person: one.Draw(t, "gone"), Into: one.Draw(t, "into"), Reason: why, On: day}
			case 1:
				cmd = Unmerge{Person: one.Draw(t, "back"), Reason: why, On: day}
			}
			events, _ := cmd.decide(all) // a refusal is no event
			for _, e := range events {
				all = e.evolve(all)
				book.take(es.Recorded{Meta: es.Meta{Command: es.ID{13: 1, 15: byte(n)}}}, e)
			}
			for _, id := range ids {
				root := id
				for to := book.Of(root).To; !to.IsZero(); to = book.Of(root).To {
					if !slices.Contains(book.LinkedTo(to), root) {
						t.Fatalf("%s is not among those who are linked to %s", root, to)
					}
					root = to
				}
				if root != all.Of(id) {
					t.Fatalf("%s goes on as %s, in the list as %s", id, all.Of(id), root)
				}
			}
		}
	})
}

// TestByID_HoldsWhatAMapHolds, and what it was made from stays as it was.
func TestByID_HoldsWhatAMapHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want, kept := map[es.ID]int{}, byID[int]{}
		for n := range rapid.IntRange(1, 60).Draw(t, "steps") {
			id := es.ID{0: byte(rapid.SampledFrom([]int{0, 1, 16, 17}).Draw(t, "first")), 15: byte(rapid.IntRange(0, 3).Draw(t, "last"))}
			before, was := kept, maps.Clone(want)
			if rapid.Bool().Draw(t, "put") {
				kept, want[id] = kept.with(id, n), n
			} else {
				kept = kept.without(id)
				delete(want, id)
			}
			for m, in := range map[*byID[int]]map[es.ID]int{&kept: want, &before: was} {
				anew := byID[int]{}
				for one, value := range in {
					anew = anew.with(one, value)
					if got, ok := m.get(one); !ok || got != value {
						t.Fatalf("of %s it has %d, %v, want %d", one, got, ok, value)
					}
				}
				if _, ok := m.get(es.ID{0: 2}); ok || !reflect.DeepEqual(*m, anew) {
					t.Fatal("it holds more, or otherwise than one that was made anew")
				}
			}
		}
	})
}

// TestFold_CostsWhatHappened: a county's events of years fold in memory that grows as
// they do. A copy of all for each of them would be more than a thousand times that.
func TestFold_CostsWhatHappened(t *testing.T) {
	const events, each = 50_000, 8 << 10 // bytes
	var all All
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for n := range events / 2 {
		person := es.ID{}.Derive("person", strconv.Itoa(n))
		all = CodeRecorded{Person: person, Token: person.Derive("code")}.evolve(all)
		all = CodeLinked{Person: person, Token: person.Derive("code")}.evolve(all)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > events*each {
		t.Errorf("%d events took %d bytes each", events, took/events)
	}
	last := es.ID{}.Derive("person", strconv.Itoa(events/2-1))
	if all.Of(last.Derive("code")) != last {
		t.Error("the last code leads to somebody else")
	}
}
