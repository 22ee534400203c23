package peergroups

import (
	"slices"

	"nivel/libs/access"
)

// What the routes do, one action each.
const (
	foundGroup access.Action = "peergroups.found-group"
	seeGroups  access.Action = "peergroups.see-groups"
	seeGroup   access.Action = "peergroups.see-group"
	signUp     access.Action = "peergroups.sign-up"
	giveUpSeat access.Action = "peergroups.give-up-seat"
)

// Access says which roles may do what. What is not in it is denied. Nobody signs
// somebody else up: the person is always who asks.
var Access = access.Table{
	foundGroup: {access.SocialWorker, access.SocialCounsellor, access.Manager},
	seeGroups:  {access.SocialWorker, access.SocialCounsellor, access.Manager, access.Youth},
	seeGroup:   {access.SocialWorker, access.SocialCounsellor, access.Manager, access.Youth},
	signUp:     {access.Youth},
	giveUpSeat: {access.Youth},
}

// seesPeople reports whether a role may know who is in a group: membership is
// secret client data. The roles are those that may found one.
func seesPeople(role access.Role) bool { return slices.Contains(Access[foundGroup], role) }
