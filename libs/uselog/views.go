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

// ExtractLine is one line of the formal extract: texts of codes are its reader's.
type ExtractLine struct {
	At       time.Time
	User     string // name; empty: a client or a guardian
	Role     access.Role
	Unit     string // code; empty: none
	Provider string // empty: the area itself
	Action   access.Action
	Object   string          // kind of the document or view
	ObjectID string          // opaque; empty: the document is about others too
	Purpose  string          // code
	Relation access.Relation // how who looked stood to person; empty: no relation
	Policy   string          // that allowed it
	Glass    bool            // the glass was broken
	To       string          // to whom it was disclosed; empty: to nobody
	What     string          // that was disclosed
	On       string          // provision or permit that it was disclosed on
}

// ExtractOf returns the formal extract about person, in the order given. name
// resolves the id of a worker. No other person is in it: not who else was on a
// list, not the name or the id of a user or recipient who is a client or a
// guardian, not the id of a document that is about others too.
//
// Law: 703/2023, section 11, as in force from 2024-01-01: on written request, who
// used or got the data and on what ground. Whether the extract may be given, and
// which years of it, is decided before: see LookBack.
func ExtractOf(person es.ID, entries []Entry, name func(actor string) string) []ExtractLine {
	var lines []ExtractLine
	for _, e := range entries {
		if about(e, person) {
			lines = append(lines, extractLine(person, e, name))
		}
	}
	return lines
}

func extractLine(person es.ID, e Entry, name func(string) string) ExtractLine {
	line := ExtractLine{
		At: e.At, Role: e.Role, Unit: e.Unit, Provider: e.Provider, Action: e.Action, Object: e.Object.Kind, Purpose: e.Purpose,
		Relation: e.Relation, Policy: e.Policy, Glass: e.Outcome == Glass,
	}
	if private := e.Role == access.Youth || e.Role == access.GuardianRole; !private || e.Actor == person.String() {
		line.User = name(e.Actor)
	}
	if len(e.Persons) == 1 {
		line.ObjectID = e.Object.ID
	}
	if d := e.Disclosed; d != nil {
		line.To, line.What, line.On = disclosed(*d)
	}
	return line
}

func disclosed(d Disclosure) (to, what, on string) {
	to, on = d.Recipient, "permit "+d.Permit.String()
	if _, err := es.ParseID(to); err == nil {
		to = "a private person"
	}
	if d.Provision != nil {
		on = d.Provision.Act + " " + d.Provision.Section
	}
	return to, d.Description, on
}

// extractHead are the columns of an extract.
var extractHead = []string{
	"time", "user", "role", "unit", "provider", "action", "document", "purpose", "ground", "glass-broken",
	"disclosed-to", "disclosed-what", "disclosed-on",
}

// WriteExtract writes an extract as CSV: UTF-8 with its mark, semicolons, times of
// Helsinki. A cell that a spreadsheet would take for a formula begins with an
// apostrophe. Errors: the writer's.
func WriteExtract(to io.Writer, lines []ExtractLine) error {
	if _, err := io.WriteString(to, "\uFEFF"); err != nil {
		return fmt.Errorf("write the extract: %w", err)
	}
	out := csv.NewWriter(to)
	out.Comma, out.UseCRLF = ';', true
	_ = out.Write(extractHead) // it is told by Error
	for _, l := range lines {
		_ = out.Write(l.row())
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the extract: %w", err)
	}
	return nil
}

func (l ExtractLine) row() []string {
	glass := ""
	if l.Glass {
		glass = "yes"
	}
	row := []string{
		l.At.In(calendar.Helsinki()).Format(time.DateTime), l.User, string(l.Role), l.Unit, l.Provider, string(l.Action),
		strings.TrimSpace(l.Object + " " + l.ObjectID), l.Purpose, strings.TrimSpace(string(l.Relation) + " " + l.Policy), glass, l.To, l.What, l.On,
	}
	for i, cell := range row {
		row[i] = neutral(cell)
	}
	return row
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
