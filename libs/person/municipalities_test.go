package person

import (
	"slices"
	"strings"
	"testing"
)

func TestMunicipalities(t *testing.T) {
	t.Run("there are 308, by code, each with both names and a known area", func(t *testing.T) {
		all := Municipalities()
		if len(all) != 308 {
			t.Errorf("%d municipalities", len(all))
		}
		if !slices.IsSortedFunc(all, func(a, b Municipality) int { return strings.Compare(a.Code, b.Code) }) {
			t.Error("not by code")
		}
		for _, m := range all {
			if len(m.Code) != 3 || m.NameFi == "" || m.NameSv == "" {
				t.Errorf("%+v", m)
			}
			if _, ok := AreaByCode(m.Area); !ok && m.Area != "91" {
				t.Errorf("%+v has no area", m)
			}
		}
	})
	t.Run("the sizes of some areas are known", func(t *testing.T) {
		size := map[string]int{}
		for _, m := range Municipalities() {
			size[m.Area]++
		}
		for area, want := range map[string]int{"05": 27, "08": 23, "15": 22, "19": 30, "21": 21, "90": 1, "91": 16} {
			if size[area] != want {
				t.Errorf("area %s has %d municipalities, want %d", area, size[area], want)
			}
		}
	})
	t.Run("every one is found by its code and by both names", func(t *testing.T) {
		for _, m := range Municipalities() {
			if got, ok := MunicipalityByCode(m.Code); !ok || got != m {
				t.Errorf("code %s gives %+v", m.Code, got)
			}
			for _, name := range []string{m.NameFi, m.NameSv, strings.ToUpper(m.NameFi), " " + strings.ToLower(m.NameSv) + " "} {
				if got, ok := MunicipalityByName(name); !ok || got != m {
					t.Errorf("name %q gives %+v", name, got)
				}
			}
		}
	})
	t.Run("what is none is not found", func(t *testing.T) {
		for _, text := range []string{"", "000", "999", "5", "Lohja-Nummi", "588"} { // 588 was Pertunmaa until 2024
			if m, ok := MunicipalityByCode(text); ok {
				t.Errorf("code %q gives %+v", text, m)
			}
			if m, ok := MunicipalityByName(text); ok {
				t.Errorf("name %q gives %+v", text, m)
			}
		}
	})
	t.Run("a caller cannot change the table", func(t *testing.T) {
		Municipalities()[0].NameFi = "changed"
		Areas()[0].NameFi = "changed"
		SamiNames()[0].Name = "changed"
		if Municipalities()[0].NameFi == "changed" || Areas()[0].NameFi == "changed" || SamiNames()[0].Name == "changed" {
			t.Error("it did")
		}
	})
}

func TestAreas(t *testing.T) {
	t.Run("there are 21 counties and Helsinki, each with three names", func(t *testing.T) {
		all := Areas()
		if len(all) != 22 || all[0].Code != "01" || all[21].Code != "90" {
			t.Errorf("%d areas", len(all))
		}
		for _, a := range all {
			if got, ok := AreaByCode(a.Code); !ok || got != a || a.NameFi == "" || a.NameSv == "" || a.NameEn == "" {
				t.Errorf("%+v", a)
			}
		}
	})
	t.Run("Åland is not one", func(t *testing.T) {
		if a, ok := AreaByCode("91"); ok {
			t.Errorf("got %+v", a)
		}
	})
	t.Run("Kemi is in Lapland", func(t *testing.T) {
		m, _ := MunicipalityByName("kemi")
		a, _ := AreaByCode(m.Area)
		if m.Code != "240" || a.NameEn != "Lapland wellbeing services county" || a.NameSv != "Lapplands välfärdsområde" {
			t.Errorf("%+v in %+v", m, a)
		}
	})
}

func TestSamiNames(t *testing.T) {
	t.Run("belong to municipalities of Lapland", func(t *testing.T) {
		for _, name := range SamiNames() {
			m, ok := MunicipalityByCode(name.Municipality)
			if !ok || m.Area != "21" || name.Name == "" || !slices.Contains([]string{"se", "smn", "sms"}, name.Language) {
				t.Errorf("%+v", name)
			}
		}
	})
}
