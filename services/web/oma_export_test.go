package web

// Patterns returns the pattern of every page of Oma, for tests that walk them.
func (o *Oma) Patterns() []string {
	var patterns []string
	for _, a := range o.answers() {
		patterns = append(patterns, a.pattern)
	}
	return patterns
}
