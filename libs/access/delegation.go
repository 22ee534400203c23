package access

import (
	"fmt"
	"slices"
)

// Delegation is a rule of an area's own rules of procedure (hallintosääntö): who
// besides a social worker may decide what the law leaves to the area. Each list
// narrows; the worker's class must cover the data all the same.
type Delegation struct {
	Group   Group    `json:"action-group"`
	Roles   []Role   `json:"roles"`           // at least one of Delegates
	Classes []Class  `json:"classes"`         // at least one of Deciding; the worker has one of them
	Units   []string `json:"units,omitempty"` // codes of units of the area; none: in every unit
}

// Delegable lists the groups that an area may delegate: where no law names the
// profession of who decides.
func Delegable() []Group { return []Group{DecideAftercare} }

// Delegates lists the roles that a delegation may name.
func Delegates() []Role { return []Role{SocialCounsellor, Manager} }

// Deciding lists the classes in which decisions are made at all (457/2024 12 and 13 §).
func Deciding() []Class { return []Class{BroadResponsibility, ResponsibleForChild, Arranging} }

// Check reports what is wrong with d in an area that has those units.
func (d Delegation) Check(units []string) error {
	switch {
	case !slices.Contains(Groups(), d.Group):
		return fmt.Errorf("delegation of an unknown action group %q", d.Group)
	case !slices.Contains(Delegable(), d.Group):
		return fmt.Errorf("delegation of %s: the law does not leave it to the area", d.Group)
	case len(d.Roles) == 0 || len(d.Classes) == 0:
		return fmt.Errorf("delegation of %s: roles and classes are both required", d.Group)
	}
	if role, bad := stranger(d.Roles, Delegates()); bad {
		return fmt.Errorf("delegation of %s: role %q cannot be given it", d.Group, role)
	}
	if class, bad := stranger(d.Classes, Deciding()); bad {
		return fmt.Errorf("delegation of %s: nobody decides in class %q", d.Group, class)
	}
	if unit, bad := stranger(d.Units, units); bad {
		return fmt.Errorf("delegation of %s: the area has no unit %q", d.Group, unit)
	}
	return nil
}

// stranger returns the first of codes that is not known.
func stranger[T comparable](codes, known []T) (T, bool) {
	for _, code := range codes {
		if !slices.Contains(known, code) {
			return code, true
		}
	}
	var none T
	return none, false
}
