package access

import (
	"fmt"
	"maps"
	"slices"
)

// Right is what it takes to do one action: who may at most ask, and the group
// whose policies decide.
type Right struct {
	Group Group
	Roles []Role
}

// Rights says of every action of a service what it takes. An action that is not
// in it is denied to everybody.
//
//	var Access = access.Rights{
//		seeCase:     {access.ReadClientRecord, []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager}},
//		assessRight: {access.DecideAftercare, []access.Role{access.SocialWorker, access.SocialCounsellor}},
//	}
type Rights map[Action]Right

// May reports whether role may ask for action at all.
func (r Rights) May(role Role, action Action) bool { return slices.Contains(r[action].Roles, role) }

// Check reports the first action, in their order, that names no known group or
// no role, or a role that is not known.
func (r Rights) Check() error {
	for _, action := range slices.Sorted(maps.Keys(r)) {
		right := r[action]
		switch {
		case action == "":
			return fmt.Errorf("an action without a name")
		case !slices.Contains(Groups(), right.Group):
			return fmt.Errorf("action %s belongs to no known group: %q", action, right.Group)
		case len(right.Roles) == 0:
			return fmt.Errorf("action %s is for no role", action)
		}
		if i := slices.IndexFunc(right.Roles, func(role Role) bool { return !slices.Contains(Roles(), role) }); i >= 0 {
			return fmt.Errorf("action %s is for an unknown role %q", action, right.Roles[i])
		}
	}
	return nil
}
