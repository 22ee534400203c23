package uselog

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/es"
)

// OwnLook is one line of what a person sees of who has looked at their data.
//
// Law: 703/2023, section 74, as in force from 2024-01-01: without the personal
// data of who received it.
type OwnLook struct {
	At        time.Time
	Role      access.Role
	Unit      string // code; empty: none
	Purpose   string // code
	Object    string // kind of the document or view
	Glass     bool   // the glass was broken
	Disclosed bool   // it was given out
}

// OwnView returns what person sees, in the order given. Tries that were denied
// are left out, for nothing was used; so is whatever is not about person.
func OwnView(person es.ID, entries []Entry) []OwnLook {
	var looks []OwnLook
	for _, e := range entries {
		if !about(e, person) {
			continue
		}
		looks = append(looks, OwnLook{
			At: e.At, Role: e.Role, Unit: e.Unit, Purpose: e.Purpose, Object: e.Object.Kind,
			Glass: e.Outcome == Glass, Disclosed: e.Disclosed != nil,
		})
	}
	return looks
}

func about(e Entry, person es.ID) bool {
	return e.Outcome != Denied && slices.Contains(e.Persons, person)
}

// extractHead are the columns of an extract.
var extractHead = []string{
	"time", "user", "role", "unit", "provider", "action", "document", "purpose", "ground", "glass-broken",
	"disclosed-to", "disclosed-what", "disclosed-on",
}

// Extract writes the formal extract about person as CSV: UTF-8 with its mark,
// semicolons, times of Helsinki, in the order given. name resolves the id of a
// worker. No other person is in it: not who else was on a list, not the name or
// the id of a user or recipient who is a client or a guardian, not the id of a
// document that is about others too. A cell that a spreadsheet would take for a
// formula begins with an apostrophe.
//
// Law: 703/2023, section 11, as in force from 2024-01-01: on written request, who
// used or got the data and on what ground. Whether the extract may be given, and
// which years of it, is decided before: see LookBack.
func Extract(to io.Writer, person es.ID, entries []Entry, name func(actor string) string) error {
	if _, err := io.WriteString(to, "\uFEFF"); err != nil {
		return fmt.Errorf("write the extract: %w", err)
	}
	out := csv.NewWriter(to)
	out.Comma, out.UseCRLF = ';', true
	_ = out.Write(extractHead) // it is told by Error
	for _, e := range entries {
		if about(e, person) {
			_ = out.Write(extractRow(person, e, name))
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the extract: %w", err)
	}
	return nil
}

func extractRow(person es.ID, e Entry, name func(string) string) []string {
	user, object, glass := "", e.Object.Kind, ""
	if private := e.Role == access.Youth || e.Role == access.GuardianRole; !private || e.Actor == person.String() {
		user = name(e.Actor)
	}
	if len(e.Persons) == 1 && e.Object.ID != "" {
		object += " " + e.Object.ID
	}
	if e.Outcome == Glass {
		glass = "yes"
	}
	row := []string{
		e.At.In(calendar.Helsinki()).Format(time.DateTime), user, string(e.Role), e.Unit, e.Provider, string(e.Action), object,
		e.Purpose, strings.TrimSpace(string(e.Relation) + " " + e.Policy), glass,
	}
	row = append(row, disclosed(e.Disclosed)...)
	for i, cell := range row {
		row[i] = neutral(cell)
	}
	return row
}

func disclosed(d *Disclosure) []string {
	if d == nil {
		return []string{"", "", ""}
	}
	to, ground := d.Recipient, "permit "+d.Permit.String()
	if _, err := es.ParseID(to); err == nil {
		to = "a private person"
	}
	if d.Provision != nil {
		ground = d.Provision.Act + " " + d.Provision.Section
	}
	return []string{to, d.Description, ground}
}

// neutral keeps a spreadsheet from running a cell, also one whose formula hides
// behind spaces or is written with full-width signs.
func neutral(cell string) string {
	if start := strings.TrimLeft(cell, " \u00a0\u3000"); start != "" && strings.ContainsRune("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20", []rune(start)[0]) {
		return "'" + cell
	}
	return cell
}

// LookBack returns the day from which on log data is given to the person that it
// is about, asked on today.
//
// Law: 703/2023, section 11, as in force from 2024-01-01: not older than two years
// without a special reason.
func LookBack(today calendar.Date) calendar.Date { return today.AddYears(-2) }
