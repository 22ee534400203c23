package peergroups

import "nivel/libs/access"

// What the routes do, one action each.
const (
	foundGroup access.Action = "peergroups.found-group"
	seeGroups  access.Action = "peergroups.see-groups"
	seeGroup   access.Action = "peergroups.see-group"
	seePeople  access.Action = "peergroups.see-people"
	signUp     access.Action = "peergroups.sign-up"
	giveUpSeat access.Action = "peergroups.give-up-seat"
)

// Access says what each action takes. What is not in it is denied. Nobody signs
// somebody else up: the person is always who asks. Who is in a group is secret
// client data, and here for who leads that group alone; in which groups one young
// person is belongs to their case, where services/transitions decides.
var Access = access.Rights{
	foundGroup: {Group: access.GroupFound, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.GroupLeader}},
	seeGroups:  {Group: access.GroupRead, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.GroupLeader, access.ExpertByExperience, access.Youth}},
	seeGroup:   {Group: access.GroupRead, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.GroupLeader, access.ExpertByExperience, access.Youth}},
	seePeople:  {Group: access.GroupPeople, Roles: []access.Role{access.SocialWorker, access.SocialCounsellor, access.Manager, access.GroupLeader}},
	signUp:     {Group: access.GroupJoin, Roles: []access.Role{access.Youth}},
	giveUpSeat: {Group: access.GroupJoin, Roles: []access.Role{access.Youth}},
}
