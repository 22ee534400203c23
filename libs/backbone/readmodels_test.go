package backbone

import (
	"context"
	"testing"

	"nivel/libs/readmodel"
)

// models gives one digest before a rebuild and another after it.
type models struct {
	ReadModels
	digests []readmodel.Digest
}

func (m *models) Rebuild(context.Context) error { return nil }

func (m *models) Digest(context.Context) (readmodel.Digest, error) {
	next := m.digests[0]
	m.digests = m.digests[1:]
	if next.Sum == "" {
		return next, readmodel.ErrUnsettled
	}
	return next, nil
}

// TestRebuilt_WrongIsNotBusy: a read model that was wrong is told from one that was
// written meanwhile.
func TestRebuilt_WrongIsNotBusy(t *testing.T) {
	of := func(events, sum string) readmodel.Digest { return readmodel.Digest{Events: events, Sum: sum} }
	for why, x := range map[string]struct {
		before, after  readmodel.Digest
		compared, same bool
	}{
		"it was right":                 {of("7", "a"), of("7", "a"), true, true},
		"it was wrong":                 {of("7", "a"), of("7", "b"), true, false},
		"something was written":        {of("7", "a"), of("8", "b"), false, false},
		"what was written is not seen": {of("7", "a"), of("8", "a"), false, false},
		"it never rested before":       {of("", ""), of("8", "b"), false, false},
		"it never rested after":        {of("7", "a"), of("", ""), false, false},
	} {
		out, err := rebuilt(t.Context(), kept{"intake", &models{digests: []readmodel.Digest{x.before, x.after}}})
		if err != nil || out.Compared() != x.compared || out.Same() != x.same {
			t.Errorf("%s: compared %v, same %v: %v", why, out.Compared(), out.Same(), err)
		}
	}
}
