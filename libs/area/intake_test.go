package area

import (
	"strings"
	"testing"
	"time"

	"nivel/libs/calendar"
)

func TestOfficeOpen(t *testing.T) {
	at := func(day string, hour, minute int) time.Time {
		return calendar.MustParse(day).Midnight().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	}
	for _, c := range []struct {
		name string
		at   time.Time
		open bool
	}{
		{"the minute before", at("2026-11-23", 7, 59), false}, {"when it opens", at("2026-11-23", 8, 0), true},
		{"the last minute", at("2026-11-23", 15, 59), true}, {"when it closes", at("2026-11-23", 16, 0), false},
		{"on a Saturday", at("2026-11-21", 12, 0), false}, {"on Independence Day of 2027, a Monday", at("2027-12-06", 12, 0), false},
	} {
		if got := (Area{}).OfficeOpen(c.at.UTC()); got != c.open {
			t.Errorf("%s: open %v", c.name, got)
		}
	}
	if !(Area{Office: Office{"07:00", "17:30"}}).OfficeOpen(at("2026-11-23", 17, 29)) {
		t.Error("an area's own hours were not kept")
	}
}

func TestParse_RefusesWhatNoIntakeCouldKeep(t *testing.T) {
	for _, wrong := range []string{`"target":{"start":0,"completion":9}`, `"office":{"opens":"16:00","closes":"08:00"}`, `"office":{"opens":"8","closes":"16:00"}`} {
		raw := strings.TrimSuffix(strings.TrimSpace(string(demo)), "}") + "," + wrong + "}"
		if _, err := Parse([]byte(raw)); err == nil || strings.Contains(err.Error(), "invalid character") {
			t.Errorf("%s was taken", wrong)
		}
	}
}

func TestServiceTarget(t *testing.T) {
	if (Area{}).ServiceTarget() != houseTarget || (Area{Target: Target{3, 30}}).ServiceTarget() != (Target{3, 30}) {
		t.Error("the target is neither the area's own nor the usual one")
	}
}
