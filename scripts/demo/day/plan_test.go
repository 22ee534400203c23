package day

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/person"
)

var nation = Plan{Date: calendar.MustParse("2026-11-23"), Seed: 1, Rows: 920}

func make920(t *testing.T, plan Plan) []contracts.Notification {
	t.Helper()
	rows, err := Rows(plan)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func file(t *testing.T, plan Plan) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteCSV(&out, make920(t, plan)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRows_SamePlanSameDay(t *testing.T) {
	t.Run("the same plan gives the same file, byte by byte", func(t *testing.T) {
		if sha256.Sum256(file(t, nation)) != sha256.Sum256(file(t, nation)) {
			t.Error("two files differ")
		}
	})
	t.Run("another seed gives another", func(t *testing.T) {
		other := nation
		other.Seed = 2
		if bytes.Equal(file(t, nation), file(t, other)) {
			t.Error("two files are equal")
		}
	})
}

func TestRows_Shape(t *testing.T) {
	rows := make920(t, nation)
	t.Run("there are 920, earliest first, all on the day", func(t *testing.T) {
		if len(rows) != 920 {
			t.Errorf("%d rows", len(rows))
		}
		for i, row := range rows {
			if calendar.On(row.ReceivedAt) != nation.Date || i > 0 && row.ReceivedAt.Before(rows[i-1].ReceivedAt) {
				t.Errorf("row %d arrived at %v", i, row.ReceivedAt)
			}
		}
	})
	t.Run("the busiest hour has 138, office hours most, the night few", func(t *testing.T) {
		var hours [24]int
		for _, row := range rows {
			hours[row.ReceivedAt.In(calendar.Helsinki()).Hour()]++
		}
		if slices.Max(hours[:]) != 138 || hours[10] != 138 {
			t.Errorf("hours: %v", hours)
		}
		office := 0
		for _, n := range hours[8:16] {
			office += n
		}
		if office < 700 || hours[3] > 6 || slices.Min(hours[:]) == 0 {
			t.Errorf("hours: %v", hours)
		}
	})
	t.Run("each area has its share", func(t *testing.T) {
		areas := map[string]int{}
		for _, row := range rows {
			m, ok := person.MunicipalityByCode(row.Child.Municipality)
			if !ok {
				t.Fatalf("no municipality has the code %s", row.Child.Municipality)
			}
			areas[m.Area]++
		}
		for area, want := range map[string]int{"90": 112, "08": 89, "21": 29, "18": 11} { // of 920: 12.2, 9.7, 3.1 and 1.2 %
			if got := areas[area]; got < want-1 || got > want+1 {
				t.Errorf("area %s has %d, want about %d", area, got, want)
			}
		}
		if len(areas) != len(person.Areas()) {
			t.Errorf("%d areas have any", len(areas))
		}
	})
	t.Run("no two are the same", func(t *testing.T) {
		lines := strings.Split(string(file(t, nation)), "\n")
		slices.Sort(lines)
		if n := len(slices.Compact(slices.Clone(lines))); n != len(lines) {
			t.Errorf("%d of %d lines are different", n, len(lines))
		}
	})
}

func TestRows_People(t *testing.T) {
	rows := make920(t, nation)
	withCode, birthOnly, neither := 0, 0, 0
	children := map[string]int{}
	for _, row := range rows {
		child := row.Child
		switch {
		case child.IdentityCode != "":
			withCode++
			children[child.IdentityCode]++
			checkCode(t, child)
		case child.BirthDate != "":
			birthOnly++
		default:
			neither++
		}
	}
	t.Run("most have an identity code, some a date of birth only, a few neither", func(t *testing.T) {
		if withCode < 780 || birthOnly < 40 || neither < 5 || neither > 40 {
			t.Errorf("%d, %d, %d", withCode, birthOnly, neither)
		}
	})
	t.Run("some children are reported twice", func(t *testing.T) {
		if twice := withCode - len(children); twice < 10 || twice > 80 {
			t.Errorf("%d are", twice)
		}
	})
	t.Run("all languages are met", func(t *testing.T) {
		met := map[string]int{}
		for _, row := range make920(t, Plan{Date: nation.Date, Seed: 1, Rows: 5000}) {
			met[row.Child.Language]++
		}
		if len(met) != 4 || met["fi"] < met["sv"] || met["sv"] < met["se"] || met["se"] == 0 {
			t.Errorf("%v", met)
		}
	})
}

// checkCode wants an artificial code of a child, in agreement with the date.
func checkCode(t *testing.T, child contracts.Child) {
	t.Helper()
	code, err := person.ParseIdentityCode(child.IdentityCode)
	if err != nil || !code.Artificial() || code.BirthDate().String() != child.BirthDate {
		t.Errorf("%s, born %s: %v", child.IdentityCode, child.BirthDate, err)
	}
	if age := person.Age(code.BirthDate(), nation.Date); age > 17 || code.BornBy(nation.Date) != nil {
		t.Errorf("born %s, %d years", child.BirthDate, age)
	}
}

func TestRows_Reporters(t *testing.T) {
	rows := make920(t, Plan{Date: nation.Date, Seed: 7, Rows: 5000})
	bodies, channels, anonymous, secret := map[string]int{}, map[string]int{}, 0, 0
	for _, row := range rows {
		by := row.Reporter
		bodies[by.Body]++
		channels[row.Channel]++
		if row.Anonymous {
			anonymous++
			if by != (contracts.Reporter{Body: "private-person"}) {
				t.Errorf("an anonymous reporter is %+v", by)
			}
		} else if by.FamilyName == "" || by.GivenNames == "" || by.Phone == "" {
			t.Errorf("a reporter with a name is %+v", by)
		}
		if by.Secret {
			secret++
		}
		if by.Secret != (by.SecrecyGrounds != "") {
			t.Errorf("secrecy without grounds, or grounds without: %+v", by)
		}
		if row.Content == "" {
			t.Error("no content")
		}
	}
	t.Run("come from every body that the act names, and no other", func(t *testing.T) {
		for _, body := range contracts.ReporterBodies() {
			if bodies[body] == 0 {
				t.Errorf("none from %s", body)
			}
		}
		if len(bodies) != len(contracts.ReporterBodies()) || len(reporters) != len(bodies) {
			t.Errorf("bodies: %v", bodies)
		}
	})
	t.Run("use every channel", func(t *testing.T) {
		if len(channels) != len(contracts.Channels()) {
			t.Errorf("channels: %v", channels)
		}
	})
	t.Run("are sometimes anonymous, and sometimes wish to be secret", func(t *testing.T) {
		if anonymous < 100 || secret < 50 {
			t.Errorf("%d and %d", anonymous, secret)
		}
	})
}

func TestRows_OneArea(t *testing.T) {
	t.Run("all are in it", func(t *testing.T) {
		for _, row := range make920(t, Plan{Date: nation.Date, Seed: 1, Rows: 300, Area: "21"}) {
			if m, ok := person.MunicipalityByCode(row.Child.Municipality); !ok || m.Area != "21" {
				t.Errorf("one is in %+v", m)
			}
		}
	})
	t.Run("what cannot be made is refused", func(t *testing.T) {
		for _, plan := range []Plan{
			{Date: nation.Date, Rows: 10, Area: "91"},
			{Date: nation.Date, Rows: 10, Area: "Lapland"},
			{Date: nation.Date, Rows: 0},
			{Rows: 10},
		} {
			if rows, err := Rows(plan); err == nil {
				t.Errorf("%+v gave %d rows", plan, len(rows))
			}
		}
	})
}

func TestRows_ClockChange(t *testing.T) {
	t.Run("a day of 23 hours keeps all rows on it", func(t *testing.T) {
		short := Plan{Date: calendar.MustParse("2027-03-28"), Seed: 1, Rows: 920}
		for _, row := range make920(t, short) {
			if calendar.On(row.ReceivedAt) != short.Date {
				t.Errorf("one arrived at %v", row.ReceivedAt)
			}
		}
	})
}

func TestApportion(t *testing.T) {
	t.Run("gives everything out, each part within one of its share", func(t *testing.T) {
		for _, n := range []int{1, 2, 7, 100, 919, 920, 2300} {
			total := 0
			for i, part := range apportion(n, hourWeights[:]) {
				total += part
				if exact := float64(n*hourWeights[i]) / 1000; float64(part) < exact-1 || float64(part) > exact+1 {
					t.Errorf("%d rows: hour %d gets %d of %.1f", n, i, part, exact)
				}
			}
			if total != n {
				t.Errorf("%d rows became %d", n, total)
			}
		}
	})
}

func TestWriteCSV(t *testing.T) {
	reader := csv.NewReader(bytes.NewReader(file(t, nation)))
	reader.Comma = ';'
	lines, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	t.Run("has a header and one line for each row", func(t *testing.T) {
		want := "received_at;channel;child_family_name;child_given_names;child_identity_code;child_birth_date;" +
			"child_municipality;child_language;child_address;child_phone;child_non_disclosure;guardian_family_name;" +
			"guardian_given_names;guardian_relation;guardian_phone;anonymous;reporter_body;reporter_family_name;" +
			"reporter_given_names;reporter_title;reporter_organisation;reporter_phone;reporter_secret;" +
			"reporter_secrecy_grounds;content;child_told;guardian_told"
		if strings.Join(lines[0], ";") != want || len(lines) != 921 {
			t.Errorf("%d lines, header %v", len(lines), lines[0])
		}
	})
	t.Run("says times with their offset and closed questions with yes and no", func(t *testing.T) {
		for _, line := range lines[1:] {
			at, err := time.Parse(time.RFC3339, line[0])
			if _, offset := at.Zone(); err != nil || offset != 2*60*60 {
				t.Errorf("received at %s", line[0])
			}
			for _, column := range []string{"child_non_disclosure", "anonymous", "reporter_secret", "child_told", "guardian_told"} {
				value := line[slices.Index(lines[0], column)]
				mayBeUnknown := strings.HasSuffix(column, "_told")
				if value != "yes" && value != "no" && !(mayBeUnknown && value == "") {
					t.Errorf("%s is %q", column, value)
				}
			}
		}
	})
	t.Run("no field could be taken for a formula", func(t *testing.T) {
		for _, line := range lines[1:] {
			for i, value := range line {
				if value != "" && strings.ContainsAny(value[:1], "=+-@\t") {
					t.Errorf("%s is %q", lines[0][i], value)
				}
			}
		}
	})
}
