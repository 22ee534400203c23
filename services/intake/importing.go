package intake

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
)

// RowError is what is wrong with one row of a file.
type RowError struct {
	Line   int    // of the file, counted from 1; the header is line 1
	Column string // name of the column; empty: the row as a whole
	Code   string
}

// String returns the form in which a row error is printed: no content of the
// row, ever.
func (e RowError) String() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Code)
	}
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Column, e.Code)
}

// What ReadNotifications says of a file that it cannot read at all.
var (
	// ErrNoHeader: the file has no first line with column names.
	ErrNoHeader = errors.New("no-header")
	// ErrUnreadable: the file holds a NUL byte; it is no text.
	ErrUnreadable = errors.New("not-a-text-file")
)

// ReadNotifications reads notifications from a CSV file: UTF-8 with or without
// a byte order mark or Latin-1, separated by semicolons or commas, columns in
// any order by the names of Columns.
//
// It returns every row that could be read and every error of the others; rows
// that are well formed are judged by CheckNotification at the time now.
// Errors: ErrNoHeader, ErrUnreadable, the reader's own.
func ReadNotifications(file io.Reader, now time.Time) ([]contracts.NotificationRow, []RowError, error) {
	raw, err := io.ReadAll(file)
	if err != nil {
		return nil, nil, fmt.Errorf("read file: %w", err)
	}
	decoded, err := decodeText(raw)
	if err != nil {
		return nil, nil, err
	}
	lines := csv.NewReader(bytes.NewReader(decoded))
	lines.Comma = separator(decoded)
	lines.FieldsPerRecord = -1
	header, err := lines.Read()
	if err != nil {
		return nil, nil, ErrNoHeader
	}
	if wrong := checkHeader(header); len(wrong) > 0 {
		return nil, wrong, nil
	}
	rows, wrong := readRows(lines, header, now)
	return rows, wrong, nil
}

// decodeText returns raw as UTF-8 without a byte order mark.
func decodeText(raw []byte) ([]byte, error) {
	if bytes.IndexByte(raw, 0) >= 0 {
		return nil, ErrUnreadable
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if utf8.Valid(raw) {
		return raw, nil
	}
	return charmap.Windows1252.NewDecoder().Bytes(raw) // Latin-1 and what Windows makes of it
}

// separator looks at the header line: the more frequent of the two.
func separator(text []byte) rune {
	header, _, _ := bufio.NewReader(bytes.NewReader(text)).ReadLine()
	if bytes.Count(header, []byte(",")) > bytes.Count(header, []byte(";")) {
		return ','
	}
	return ';'
}

func checkHeader(header []string) []RowError {
	var wrong []RowError
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(Columns(), header[i]) {
			wrong = append(wrong, RowError{1, fmt.Sprintf("column %d", i+1), "unknown-column"})
		}
		if slices.Contains(header[:i], header[i]) {
			wrong = append(wrong, RowError{1, header[i], "column-twice"})
		}
	}
	for _, name := range requiredColumns() {
		if !slices.Contains(header, name) {
			wrong = append(wrong, RowError{1, name, "column-missing"})
		}
	}
	return wrong
}

func readRows(lines *csv.Reader, header []string, now time.Time) (rows []contracts.NotificationRow, wrong []RowError) {
	for {
		record, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return rows, wrong
		}
		if malformed, ok := errors.AsType[*csv.ParseError](err); ok {
			wrong = append(wrong, RowError{malformed.StartLine, "", "malformed-row"})
			if errors.Is(err, csv.ErrQuote) {
				return rows, wrong // an open quote swallows the rest: nothing after it can be trusted
			}
			continue
		}
		line, _ := lines.FieldPos(0)
		if len(record) != len(header) {
			wrong = append(wrong, RowError{line, "", "wrong-number-of-fields"})
			continue
		}
		row := fields{header: header, record: record, line: line}
		n := row.notification()
		if refused, ok := refusal.As(CheckNotification(n, now)); ok {
			row.note(refused)
		}
		if len(row.wrong) > 0 {
			wrong = append(wrong, row.wrong...)
			continue
		}
		rows = append(rows, contracts.NotificationRow{Line: line, Notification: n})
	}
}

// fields reads one row by column names and gathers what is wrong with it.
type fields struct {
	header, record []string
	line           int
	wrong          []RowError
}

func (f *fields) get(column string) string {
	i := slices.Index(f.header, column)
	if i < 0 {
		return ""
	}
	return strings.TrimSpace(f.record[i])
}

func (f *fields) fail(column, code string) {
	f.wrong = append(f.wrong, RowError{f.line, column, code})
}

// note adds a refusal's fields, except those of a column found wrong already.
func (f *fields) note(r refusal.Refusal) {
	for _, field := range r.Fields {
		column := columnOf(field.Name)
		if !slices.ContainsFunc(f.wrong, func(e RowError) bool { return e.Column == column }) {
			f.fail(column, field.Code)
		}
	}
}

// columnOf turns the path of a JSON field into a column name.
func columnOf(field string) string {
	if rest, ok := strings.CutPrefix(field, "guardians.0."); ok {
		return "guardian_" + rest
	}
	return strings.ReplaceAll(field, ".", "_")
}

func (f *fields) yes(column string) bool {
	switch strings.ToLower(f.get(column)) {
	case "yes":
		return true
	case "no", "":
		return false
	}
	f.fail(column, "not-yes-or-no")
	return false
}

func (f *fields) maybe(column string) *bool {
	if f.get(column) == "" {
		return nil
	}
	answer := f.yes(column)
	return &answer
}

func (f *fields) time(column string) time.Time {
	at, err := time.Parse(time.RFC3339, f.get(column))
	if err != nil && f.get(column) != "" {
		f.fail(column, "malformed-time")
	}
	return at
}

func (f *fields) notification() contracts.Notification {
	n := contracts.Notification{
		ReceivedAt: f.time("received_at"), Channel: f.get("channel"), Content: f.get("content"),
		Anonymous: f.yes("anonymous"), ChildTold: f.maybe("child_told"), GuardianTold: f.maybe("guardian_told"),
		Child: contracts.Child{
			FamilyName: f.get("child_family_name"), GivenNames: f.get("child_given_names"),
			IdentityCode: f.get("child_identity_code"), BirthDate: f.get("child_birth_date"),
			Municipality: f.get("child_municipality"), Language: f.get("child_language"),
			Address: f.get("child_address"), Phone: f.get("child_phone"), NonDisclosure: f.yes("child_non_disclosure"),
		},
		Reporter: contracts.Reporter{
			Body: f.get("reporter_body"), FamilyName: f.get("reporter_family_name"), GivenNames: f.get("reporter_given_names"),
			Title: f.get("reporter_title"), Organisation: f.get("reporter_organisation"), Phone: f.get("reporter_phone"),
			Secret: f.yes("reporter_secret"), SecrecyGrounds: f.get("reporter_secrecy_grounds"),
		},
	}
	guardian := contracts.Guardian{
		FamilyName: f.get("guardian_family_name"), GivenNames: f.get("guardian_given_names"),
		Relation: f.get("guardian_relation"), Phone: f.get("guardian_phone"), NonDisclosure: f.yes("guardian_non_disclosure"),
	}
	if guardian != (contracts.Guardian{}) {
		n.Guardians = []contracts.Guardian{guardian}
	}
	return n
}

// Columns are the columns that a file may have.
func Columns() []string {
	return append(requiredColumns(),
		"child_identity_code", "child_birth_date", "child_municipality", "child_language", "child_address", "child_phone",
		"child_non_disclosure", "guardian_family_name", "guardian_given_names", "guardian_relation", "guardian_phone", "guardian_non_disclosure",
		"anonymous", "reporter_family_name", "reporter_given_names", "reporter_title", "reporter_organisation",
		"reporter_phone", "reporter_secret", "reporter_secrecy_grounds", "child_told", "guardian_told")
}

func requiredColumns() []string {
	return []string{"received_at", "channel", "child_family_name", "child_given_names", "reporter_body", "content"}
}
