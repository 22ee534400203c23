package day

import (
	"encoding/csv"
	"fmt"
	"io"
	"time"

	"nivel/libs/contracts"
)

// Columns are the columns of the file, in order.
func Columns() []string {
	return []string{
		"received_at", "channel",
		"child_family_name", "child_given_names", "child_identity_code", "child_birth_date", "child_municipality",
		"child_language", "child_address", "child_phone", "child_non_disclosure",
		"guardian_family_name", "guardian_given_names", "guardian_relation", "guardian_phone",
		"anonymous", "reporter_body", "reporter_family_name", "reporter_given_names", "reporter_title",
		"reporter_organisation", "reporter_phone", "reporter_secret", "reporter_secrecy_grounds",
		"content", "child_told", "guardian_told",
	}
}

// WriteCSV writes a header and the rows: UTF-8, fields separated by semicolons,
// times with the offset of Helsinki, yes or no for what is known. The file holds
// the first guardian only.
func WriteCSV(out io.Writer, rows []contracts.Notification) error {
	file := csv.NewWriter(out)
	file.Comma = ';'
	if err := file.Write(Columns()); err != nil {
		return fmt.Errorf("write header: %w", err)
	}
	for _, row := range rows {
		if err := file.Write(fields(row)); err != nil {
			return fmt.Errorf("write row: %w", err)
		}
	}
	file.Flush()
	if err := file.Error(); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	return nil
}

// fields returns a row in the order of Columns.
func fields(n contracts.Notification) []string {
	var guardian contracts.Guardian
	if len(n.Guardians) > 0 {
		guardian = n.Guardians[0]
	}
	child, reporter := n.Child, n.Reporter
	return []string{
		n.ReceivedAt.Format(time.RFC3339), n.Channel,
		child.FamilyName, child.GivenNames, child.IdentityCode, child.BirthDate, child.Municipality,
		child.Language, child.Address, child.Phone, yesNo(&child.NonDisclosure),
		guardian.FamilyName, guardian.GivenNames, guardian.Relation, guardian.Phone,
		yesNo(&n.Anonymous), reporter.Body, reporter.FamilyName, reporter.GivenNames, reporter.Title,
		reporter.Organisation, reporter.Phone, yesNo(&reporter.Secret), reporter.SecrecyGrounds,
		n.Content, yesNo(n.ChildTold), yesNo(n.GuardianTold),
	}
}

// yesNo is empty for what is not known.
func yesNo(known *bool) string {
	switch {
	case known == nil:
		return ""
	case *known:
		return "yes"
	}
	return "no"
}
