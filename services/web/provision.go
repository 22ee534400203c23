package web

import (
	"regexp"
	"strings"
)

// Acts are cited in Finnish wherever they are stored: 26 § 5 mom, or
// voimaantulosäännös 2 mom; a refusal names the act before it, LSL 417/2007.
var (
	citedSection = regexp.MustCompile(`^(?:(\d+[a-z]?) §|voimaantulosäännös)(?: (\d+) mom)?$`)
	citedAct     = regexp.MustCompile(`^LSL (\d+/\d+) (.+)$`)
)

// section says in words which place of an act is meant; what is cited in another
// way stays as it is.
func (t Texts) section(cited string) string {
	if section, ok := strings.CutSuffix(cited, ", annex"); ok {
		return t.T("section.annex", "Section", t.section(section))
	}
	parts := citedSection.FindStringSubmatch(cited)
	if parts == nil {
		return cited
	}
	place := t.T("section.transition")
	if parts[1] != "" {
		place = t.T("section.number", "Number", parts[1])
	}
	if parts[2] != "" {
		place = t.T("section.subsection", "Section", place, "Number", parts[2])
	}
	return place
}

// provision says in words which act and which place in it a refusal rests on.
func (t Texts) provision(cited string) string {
	parts := citedAct.FindStringSubmatch(cited)
	if parts == nil {
		return cited
	}
	return strings.TrimSpace(t.Code("law", parts[1]) + " " + t.section(parts[2]))
}
