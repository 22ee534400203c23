package area

// Profession is in what role a consultant gives a view in a multi-professional team.
type Profession string

// The professions of a team.
const (
	TeamSocialWorker Profession = "social-worker"
	FamilyTherapist  Profession = "family-therapist"
	PsychiatricNurse Profession = "psychiatric-nurse" // who knows substance work
)

// Professions lists every profession of a team.
func Professions() []Profession {
	return []Profession{TeamSocialWorker, FamilyTherapist, PsychiatricNurse}
}

// Consultants returns the workers of a profession.
func (a Area) Consultants(of Profession) []Worker {
	var all []Worker
	for _, w := range a.Workers {
		if of != "" && w.Profession == of {
			all = append(all, w)
		}
	}
	return all
}
