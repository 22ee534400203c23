package backbone

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"nivel/libs/access"
	"nivel/libs/readmodel"
)

// ReadModels is a service as far as its read models go.
type ReadModels interface {
	Lists() []readmodel.Status                        // how each of them is
	Ready(context.Context) error                      // why they cannot be shown yet
	Rebuild(context.Context) error                    // anew from history, while the old ones serve
	Digest(context.Context) (readmodel.Digest, error) // of all that they hold
}

// Keep makes a service's read models known to the process: to its readiness, its
// page for ops and to `nivel rebuild`.
func (b *Backbone) Keep(service string, models ReadModels) {
	b.Health.Ready(service, models.Ready)
	b.models = append(b.models, kept{service, models})
}

type kept struct {
	service string
	ReadModels
}

// Lists says how all read models of the process are.
func (b *Backbone) Lists() []readmodel.Status {
	var all []readmodel.Status
	for _, k := range b.models {
		all = append(all, k.Lists()...)
	}
	return all
}

// Rebuilt answers a rebuild. The digests are empty if there was no moment of rest
// to take them in.
type Rebuilt struct {
	Service      string `json:"service"`
	Before       string `json:"before"`
	After        string `json:"after"`
	EventsBefore string `json:"events_before"` // the last ones that were taken by then
	EventsAfter  string `json:"events_after"`
}

// Compared reports whether both digests were taken, of the same events. Then they
// differ only if a read model was not what history says.
func (r Rebuilt) Compared() bool {
	return r.Before != "" && r.After != "" && r.EventsBefore == r.EventsAfter
}

// Same reports whether they were compared and are equal.
func (r Rebuilt) Same() bool { return r.Compared() && r.Before == r.After }

// rebuild serves POST /read-models/{service}/rebuild for who shows a token with
// the role Ops.
func (b *Backbone) rebuild(w http.ResponseWriter, r *http.Request) {
	if !b.isOps(w, r) {
		return
	}
	for _, k := range b.models {
		if k.service == r.PathValue("service") {
			b.rebuildOne(w, r, k)
			return
		}
	}
	http.Error(w, "this process keeps no such read models", http.StatusNotFound)
}

// isOps reports whether the request shows a token with the role Ops, and answers
// it if not.
func (b *Backbone) isOps(w http.ResponseWriter, r *http.Request) bool {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	actor, err := b.Tokens.Verify(token)
	if err != nil || actor.Role != access.Ops {
		http.Error(w, "a token of the role ops is needed", http.StatusForbidden)
		return false
	}
	return true
}

func (b *Backbone) rebuildOne(w http.ResponseWriter, r *http.Request, k kept) {
	out, err := rebuilt(r.Context(), k)
	if err != nil {
		b.Logger().ErrorContext(r.Context(), "rebuild of read models broke off", "service", k.service, "error", err)
		http.Error(w, "the rebuild broke off; see the log", http.StatusInternalServerError)
		return
	}
	b.Logger().InfoContext(r.Context(), "read models rebuilt", "service", k.service, "compared", out.Compared(), "same", out.Same())
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out) // who has gone can ask again
}

func rebuilt(ctx context.Context, k kept) (out Rebuilt, err error) {
	before, err := restful(k.Digest(ctx))
	if err != nil {
		return out, err
	}
	if err := k.Rebuild(ctx); err != nil {
		return out, err
	}
	after, err := restful(k.Digest(ctx))
	return Rebuilt{k.service, before.Sum, after.Sum, before.Events, after.Events}, err
}

// restful takes a digest for which there was no rest as none.
func restful(digest readmodel.Digest, err error) (readmodel.Digest, error) {
	if errors.Is(err, readmodel.ErrUnsettled) {
		return readmodel.Digest{}, nil
	}
	return digest, err
}
