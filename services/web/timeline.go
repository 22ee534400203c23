package web

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
)

// factKeys are what an entry of a timeline may say beside its text, in the order
// in which it is shown.
func factKeys() []string {
	return []string{
		"pending", "urgency", "outcome", "late", "holder", "from", "to", "responsible", "on", "basis", "right", "duty-end",
		"way", "clock-basis", "queue", "placed", "ends",
		"own-rating", "other-rating", "review-by", "respond-by", "documents", "met", "task", "expires",
		"from-day", "until", "last-day", "toward", "scope", "until-day", "substitute", "measure-until", "responsible-area", "cost-area", "reason", "return-until", "about", "granted", "sent", "known", "claim-by", "month", "cents", "of",
		"children", "due-day",
		"source", "source-basis", "conclusion", "risk-support", "begun", "consult-purpose", "team-role", "open-until",
		"to-area", "asked", "allowed", "agrees", "transfer", "step", "done", "months",
		"wrote", "for", "at", "offered", "chosen",
	}
}

// facts are what an entry of the timeline says beside its text, as a name and a
// value in words.
func (v *visit) facts(h contracts.Happened) [][2]string {
	var facts [][2]string
	for _, key := range factKeys() {
		value := h.Facts[key]
		switch {
		case value == "" || key == "late" && value != "true":
			continue
		case key == "late":
			value = v.texts.T("fact.late-yes")
		default:
			value = v.valueText(key, value)
		}
		facts = append(facts, [2]string{v.texts.factName(h.What, key), value})
	}
	return facts
}

// factName is what a fact is called beside an event: as the service of the event
// calls it, if it has a word of its own.
func (t Texts) factName(event, key string) string {
	service, _, _ := strings.Cut(event, ".")
	if own := "fact." + service + "." + key; t.Has(own) {
		return t.T(own)
	}
	return t.Code("fact", key)
}

// valueText says a value of a finding or a fact in words: a day, an instant, a
// code, a worker.
func (v *visit) valueText(key, value string) string {
	if day, err := calendar.Parse(value); err == nil {
		return v.texts.Date(day)
	}
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		return v.texts.DayAndClock(at, calendar.On(v.now))
	}
	switch key {
	case "to-area", "responsible-area", "cost-area", "home-area", "residence-area":
		return v.texts.areaName(value)
	case "cents", "counted", "minimum":
		if cents, err := strconv.Atoi(value); err == nil {
			return v.texts.euros(cents)
		}
	case "about":
		return v.texts.Code("about", value)
	case "offered", "chosen", "mode":
		return v.texts.Code("mode", value)
	case "wrote":
		return v.texts.Code("wrote", value)
	case "reason":
		return v.texts.Code("closing", value)
	case "documents":
		return v.documentsText(strings.Fields(value))
	case "step":
		return v.texts.Code("milestone", value)
	case "months":
		return v.texts.Code("follow-up", value)
	case "allowed":
		return v.allowedText(strings.Fields(value))
	case "clock-basis":
		return v.texts.Code("clock", value)
	case "queue":
		return v.queueText(value)
	case "of":
		if v.texts.Has("document." + value) {
			return v.texts.Code("document", value)
		}
		return v.texts.Code("task", value)
	case "role", "urgency", "decision", "outcome", "right", "basis", "task", "toward", "scope", "class", "way", "consent":
		return v.texts.Code(key, value)
	case "source":
		return v.texts.codeOrNone("source-kind", value)
	case "source-basis", "conclusion", "risk-support", "consult-purpose", "team-role":
		return v.texts.Code(key, value)
	case "stands-on":
		return v.standsOn(value)
	case "form":
		return value
	case "holder", "from", "to", "responsible", "substitute":
		return v.workerName(value)
	}
	return v.texts.Code("value", value)
}

// doerName says who did something: a worker, or one of our own services.
func (v *visit) doerName(by string) string {
	if v.texts.Has("doer." + by) {
		return v.texts.T("doer." + by)
	}
	return v.workerName(by)
}

// stepDay is the day of a step of a count.
func (t Texts) stepDay(iso string) string {
	d, err := calendar.Parse(iso)
	if err != nil {
		return iso
	}
	return t.Day(d, calendar.Date{})
}

// countText is the number that a day got; none for a day not counted.
func (t Texts) countText(n int) string {
	if n == 0 {
		return "–"
	}
	return t.number(n)
}

// sortedKeys returns the keys of what a finding holds, in a stable order.
func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

// machineTime is an instant as the markup of a time has it.
func machineTime(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }
