package web

// Patterns returns the pattern of every page, for tests that walk them.
func (s *Service) Patterns() []string {
	var patterns []string
	for _, a := range s.answers() {
		patterns = append(patterns, a.pattern)
	}
	return patterns
}

// FormToken makes a token of a secret.
func FormToken(secret []byte) string { return mask(secret) }

// TokenField is the name of the token in a form.
const TokenField = tokenField

// LongTexts are the fields in which somebody writes at length.
func LongTexts() []string { return longTexts() }
