package oversight

import (
	"slices"
	"strings"

	"nivel/libs/access"
	"nivel/libs/es"
	"nivel/libs/uselog"
)

// mattersHeld are the matters of services/intake that were opened by who has them, or
// stands in for who does, by the person whom they are about. What intake tells of a
// matter names nobody until its assessment is complete; until then the use log is what
// shows that somebody is a client again.
func mattersHeld(entries []uselog.Entry) map[es.ID][]es.ID {
	held := map[es.ID][]es.ID{}
	for _, e := range entries {
		matter, err := es.ParseID(e.Object.ID)
		switch {
		case err != nil || len(e.Persons) != 1 || e.Outcome == uselog.Denied || !strings.HasPrefix(string(e.Action), "intake."):
		case e.Relation != access.Holder && e.Relation != access.Substitute:
		case !slices.Contains([]string{access.KindMatter, access.KindAssessment}, e.Object.Kind):
		case !slices.Contains(held[e.Persons[0]], matter):
			held[e.Persons[0]] = append(held[e.Persons[0]], matter)
		}
	}
	return held
}

// anew reports whether one of the matters is none of those that oversight was told of:
// it is newer than all that is over. An old matter of a former client is told of.
func (r Responsible) anew(matters []es.ID) bool {
	return slices.ContainsFunc(matters, func(m es.ID) bool { return !slices.Contains(r.Told, m) })
}
