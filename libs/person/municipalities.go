package person

import (
	_ "embed" // the two tables below
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// Municipality is a Finnish municipality of 2026.
//
// Source: Statistics Finland, classification of municipalities of 1 January 2026
// (kunta_1_20260101) and the regions and municipalities listed in act 616/2021,
// section 7; names in the Swedish text of that act.
type Municipality struct {
	Code   string // three digits, such as "240"
	NameFi string
	NameSv string // the Finnish name where there is no Swedish one
	Area   string // code of the area; "91", Åland, is no Area
}

// Area is a body that arranges social services: a wellbeing services county or
// the City of Helsinki. Åland arranges its own under its own law and is not one.
//
// Source: Statistics Finland, classification of wellbeing services counties
// (hyvinvointialue); names in Finnish and Swedish also in act 616/2021, section 7.
type Area struct {
	Code   string // two digits, such as "21"
	NameFi string
	NameSv string
	NameEn string
}

var (
	//go:embed municipalities.csv
	municipalitiesCSV string
	//go:embed areas.csv
	areasCSV string

	municipalities = readMunicipalities(municipalitiesCSV)
	areas          = readAreas(areasCSV)

	municipalityByCode = index(municipalities, func(m Municipality) []string { return []string{m.Code} })
	municipalityByName = index(municipalities, func(m Municipality) []string { return []string{key(m.NameFi), key(m.NameSv)} })
	areaByCode         = index(areas, func(a Area) []string { return []string{a.Code} })
)

// Municipalities returns every municipality, by code.
func Municipalities() []Municipality { return slices.Clone(municipalities) }

// MunicipalityByCode returns the municipality with a three-digit code, and
// whether there is one.
func MunicipalityByCode(code string) (Municipality, bool) {
	m, ok := municipalityByCode[code]
	return m, ok
}

// MunicipalityByName returns the municipality that has this name in Finnish or in
// Swedish, whatever the case of its letters, and whether there is one.
func MunicipalityByName(name string) (Municipality, bool) {
	m, ok := municipalityByName[key(name)]
	return m, ok
}

// Areas returns every area, by code.
func Areas() []Area { return slices.Clone(areas) }

// AreaByCode returns the area with a two-digit code, and whether there is one.
func AreaByCode(code string) (Area, bool) {
	a, ok := areaByCode[code]
	return a, ok
}

func key(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

func readMunicipalities(table string) []Municipality {
	var list []Municipality
	for _, row := range rows(table) {
		list = append(list, Municipality{Code: row[0], NameFi: row[1], NameSv: row[2], Area: row[3]})
	}
	return list
}

func readAreas(table string) []Area {
	var list []Area
	for _, row := range rows(table) {
		list = append(list, Area{Code: row[0], NameFi: row[1], NameSv: row[2], NameEn: row[3]})
	}
	return list
}

// rows reads one of our own tables, all of four columns; a broken one is a
// mistake in the program.
func rows(table string) [][]string {
	reader := csv.NewReader(strings.NewReader(table))
	reader.FieldsPerRecord = 4
	all, err := reader.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("person: read table: %v", err))
	}
	return all[1:]
}

// index finds each value by its keys; two values with one key are a mistake in
// the program.
func index[T comparable](list []T, keys func(T) []string) map[string]T {
	byKey := map[string]T{}
	for _, value := range list {
		for _, k := range keys(value) {
			if other, taken := byKey[k]; taken && other != value {
				panic(fmt.Sprintf("person: two rows with key %q", k))
			}
			byKey[k] = value
		}
	}
	return byKey
}
