package glass

import (
	"context"
	"time"

	"nivel/libs/es"
)

// Reader answers whether a glass is broken, from history itself.
type Reader struct {
	Store es.Store // of all services: history
}

// Open reports whether actor has broken the glass for person and may still look
// at now. It reads one short stream. On an error nothing is open.
// Errors: the store's.
func (r Reader) Open(ctx context.Context, actor string, person es.ID, now time.Time) (bool, error) {
	out, err := Of(r.Store).Load(ctx, IDOf(actor, person).String())
	if err != nil {
		return false, err
	}
	g := out.State
	return g.Actor == actor && g.Person == person && g.Open(now), nil
}
