package transitions

import (
	"reflect"
	"testing"

	"nivel/libs/calendar"
)

// TestSoFrom_EveryEventWithADaySaysWhichItIs: of most it is the day on which it was
// said; these were so on another.
func TestSoFrom_EveryEventWithADaySaysWhichItIs(t *testing.T) {
	others := map[string]string{
		"transitions.joint-meeting-held.v1": "Met", "transitions.meeting-held.v1": "Met", "transitions.followed-up.v1": "Met",
		"transitions.step-taken.v1": "Done", "transitions.consent-recorded.v1": "Asked",
		"transitions.decision-served.v1": "Sent", "transitions.worker-away.v1": "From",
		"transitions.tie-drawn.v1": "From", "transitions.tie-changed.v1": "From",
		"transitions.contact-had.v1": "Day", "transitions.wellbeing-rated.v1": "Day", "transitions.situation-recorded.v1": "From",
		"transitions.housing-need-opened.v1": "Opened", "transitions.housing-need-ended.v1": "Ended",
	}
	for _, name := range History.Names() {
		zero, err := History.Decode(name, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		event := reflect.New(reflect.TypeOf(zero)).Elem()
		days := map[calendar.Date]string{}
		for i := range event.NumField() {
			if event.Field(i).Type() == reflect.TypeFor[calendar.Date]() {
				day := monday.AddDays(i)
				event.Field(i).Set(reflect.ValueOf(day))
				days[day] = event.Type().Field(i).Name
			}
		}
		e, says := event.Interface().(dated)
		want := "On"
		if other, is := others[name]; is {
			want = other
		}
		switch {
		case len(days) == 0:
		case !says:
			t.Errorf("%s names a day and does not say which it is of", name)
		case days[e.soFrom()] != want:
			t.Errorf("%s was so on the day of %s, want %s", name, days[e.soFrom()], want)
		}
	}
}
