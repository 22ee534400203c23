package intake

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const goodFile = "received_at;channel;child_family_name;child_given_names;child_identity_code;child_municipality;anonymous;reporter_body;content;child_told\n" +
	"2026-11-23T09:15:00+02:00;phone;Näkkäläjärvi;Ánne Šárá;150508A9990;240;no;education;Huoli kotioloista.;yes\n" +
	"2026-11-23T09:20:00+02:00;letter;Sjöblom;Åsa;;;yes;private-person;\"Oro; grannens barn\nsecond line\";\n"

func TestReadNotifications(t *testing.T) {
	latin1, err := charmap.ISO8859_1.NewEncoder().String(strings.ReplaceAll(strings.ReplaceAll(goodFile, "Ánne Šárá", "Anne"), "ö", "ö"))
	if err != nil {
		t.Fatal(err)
	}
	comma := strings.ReplaceAll(strings.ReplaceAll(goodFile, "Oro; grannens", "Oro, grannens"), ";", ",")
	comma = strings.Replace(comma, "\"Oro, grannens", "\"Oro, grannens", 1)
	for name, text := range map[string]string{
		"UTF-8 with semicolons":      goodFile,
		"UTF-8 behind a BOM":         "\ufeff" + goodFile,
		"commas":                     comma,
		"Latin-1":                    latin1,
		"line ends of Windows":       strings.ReplaceAll(goodFile, "\n", "\r\n"),
		"a header in upper case":     strings.Replace(goodFile, "received_at", "RECEIVED_AT", 1),
		"columns in another order":   reorder(goodFile),
		"nothing after the last \\n": strings.TrimSuffix(goodFile, "\n"),
	} {
		t.Run("reads "+name, func(t *testing.T) {
			rows, wrong, err := ReadNotifications(strings.NewReader(text), noon)
			if err != nil || len(wrong) > 0 || len(rows) != 2 {
				t.Fatalf("%d rows, wrong %v, error %v", len(rows), wrong, err)
			}
			first, second := rows[0].Notification, rows[1].Notification
			if first.Child.FamilyName != "Näkkäläjärvi" || first.Child.Municipality != "240" || first.ChildTold == nil || !*first.ChildTold {
				t.Errorf("first row read wrong: %+v", first)
			}
			if second.Child.GivenNames != "Åsa" || !second.Anonymous || second.ChildTold != nil || !strings.Contains(second.Content, "second line") {
				t.Errorf("second row read wrong: %+v", second)
			}
			if rows[0].Line != 2 || rows[1].Line != 3 {
				t.Errorf("lines %d and %d, want 2 and 3", rows[0].Line, rows[1].Line)
			}
		})
	}
}

// reorder moves the first column to the end of each record of goodFile.
func reorder(text string) string {
	out := strings.Replace(text, "received_at;", "", 1)
	out = strings.Replace(out, "child_told\n", "child_told;received_at\n", 1)
	out = strings.Replace(out, "2026-11-23T09:15:00+02:00;", "", 1)
	out = strings.Replace(out, ";yes\n", ";yes;2026-11-23T09:15:00+02:00\n", 1)
	out = strings.Replace(out, "2026-11-23T09:20:00+02:00;", "", 1)
	return strings.TrimSuffix(out, ";\n") + ";;2026-11-23T09:20:00+02:00\n"
}

func TestReadNotifications_SaysWhatIsWrongAndWhere(t *testing.T) {
	header, rest, _ := strings.Cut(goodFile, "\n")
	first, _, _ := strings.Cut(rest, "\n")
	for name, c := range map[string]struct {
		file string
		want string
	}{
		"a wrong check character": {header + "\n" + strings.Replace(first, "150508A9990", "150508A9991", 1), "line 2: child_identity_code: identity-code-check"},
		"an impossible date":      {header + "\n" + strings.Replace(first, "150508A9990", "310208A9990", 1), "line 2: child_identity_code: identity-code-date"},
		"an unknown municipality": {header + "\n" + strings.Replace(first, ";240;", ";999;", 1), "line 2: child_municipality: unknown-code"},
		"a missing value":         {header + "\n" + strings.Replace(first, "Huoli kotioloista.", "", 1), "line 2: content: required"},
		"a date that is no date":  {header + "\n" + strings.Replace(first, "2026-11-23T09", "2026-13-23T09", 1), "line 2: received_at: malformed-time"},
		"a day that is to come":   {header + "\n" + strings.Replace(first, "2026-11-23T09", "2026-12-23T09", 1), "line 2: received_at: in-the-future"},
		"neither yes nor no":      {header + "\n" + strings.Replace(first, ";no;", ";perhaps;", 1), "line 2: anonymous: not-yes-or-no"},
		"half a row":              {header + "\n" + first[:40], "line 2: wrong-number-of-fields"},
		"an unknown column":       {strings.Replace(goodFile, "child_told", "child_shoe_size", 1), "line 1: column 10: unknown-column"},
		"a missing column":        {strings.Replace(goodFile, "content", "told", 1), "line 1: content: column-missing"},
		"a column twice":          {strings.Replace(goodFile, "child_told", "content", 1), "line 1: content: column-twice"},
		"a quote left open":       {header + "\n" + first + "\n\"never closed", "line 3: malformed-row"},
	} {
		t.Run(name, func(t *testing.T) {
			_, wrong, err := ReadNotifications(strings.NewReader(c.file), noon)
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, w := range wrong {
				lines = append(lines, w.String())
			}
			if !strings.Contains(strings.Join(lines, "\n"), c.want) {
				t.Errorf("said %q, want %q", lines, c.want)
			}
		})
	}
	t.Run("an empty file", func(t *testing.T) {
		if _, _, err := ReadNotifications(strings.NewReader(""), noon); !errors.Is(err, ErrNoHeader) {
			t.Errorf("said %v", err)
		}
	})
	t.Run("a file that is no text", func(t *testing.T) {
		if _, _, err := ReadNotifications(strings.NewReader("a;b\n\x00"), noon); !errors.Is(err, ErrUnreadable) {
			t.Errorf("said %v", err)
		}
	})
	t.Run("a good row beside a wrong one is still read", func(t *testing.T) {
		rows, wrong, _ := ReadNotifications(strings.NewReader(strings.Replace(goodFile, "150508A9990", "150508A9991", 1)), noon)
		if len(rows) != 1 || len(wrong) != 1 {
			t.Errorf("%d rows and %d errors, want one of each", len(rows), len(wrong))
		}
	})
}

// FuzzReadNotifications holds that no file makes the reader panic, that a line
// is in at most one of the two lists, and that an error repeats no content.
func FuzzReadNotifications(f *testing.F) {
	f.Add([]byte(goodFile))
	f.Add([]byte("\ufeffa,b\n1,2"))
	f.Add([]byte("content;content\n\"\"\"\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, wrong, err := ReadNotifications(bytes.NewReader(file), noon)
		if err != nil {
			return
		}
		good := map[int]bool{}
		for _, r := range rows {
			good[r.Line] = true
			if CheckNotification(r.Notification, noon) != nil {
				t.Fatalf("line %d is called good and is refused", r.Line)
			}
		}
		for _, w := range wrong {
			if w.Column != "" && good[w.Line] {
				t.Fatalf("line %d is both good and wrong", w.Line)
			}
		}
	})
}
