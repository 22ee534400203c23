package area

import (
	"strings"
	"testing"
)

func TestHousingTarget(t *testing.T) {
	if (Area{}).HousingTarget() != houseHousingDays || (Area{HousingDays: 30}).HousingTarget() != 30 {
		t.Error("the target is neither the area's own nor the usual one")
	}
	wrong := strings.Replace(string(demo), `"accent"`, `"housing_days": -1, "accent"`, 1)
	if _, err := Parse([]byte(wrong)); err == nil || !strings.Contains(err.Error(), "housing") {
		t.Errorf("a target before the opening: %v", err)
	}
}
