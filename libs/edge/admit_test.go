package edge

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"nivel/libs/access"
	"nivel/libs/refusal"
)

// useLog is a use log in memory, which may be out of order.
type useLog struct {
	uses  []Use
	fault error
}

func (l *useLog) Write(_ context.Context, uses []Use) error {
	if l.fault == nil {
		l.uses = append(l.uses, uses...)
	}
	return l.fault
}

var errNoMatter = refusal.Refusal{Kind: refusal.Missing, Code: "not-found"}

const matter = "/matters/0b5d66aa-0000-4000-8000-000000000001"

// matters serves one matter, of whom d is decided.
func matters(t *testing.T, log Uses, d access.Decision) *county {
	c := newCounty(t, func(o *Options) {
		o.Uses = log
		o.Decider = deciderFunc(func(_ access.Actor, _ access.Action, r access.Resource) access.Decision {
			if r.Person == "" {
				return access.Decision{Allowed: true}
			}
			return d
		})
	})
	c.api.Handle("GET /matters/{matter}", "intake.read", doing(func(ctx context.Context) error {
		return Admit(ctx, "m-1", access.Resource{Kind: access.KindMatter, Person: "p-1"}, errNoMatter)
	}))
	return c
}

func TestAdmit(t *testing.T) {
	for name, test := range map[string]struct {
		decision access.Decision
		status   int
		code     string
	}{
		"lets who may in":                         {access.Decision{Allowed: true, Policy: "x"}, http.StatusOK, ""},
		"hides what is not to be known of":        {access.Decision{}, http.StatusNotFound, "not-found"},
		"says of the glass to who may break it":   {access.Decision{Glass: true}, http.StatusForbidden, "no-relation"},
		"says why to who may see it, but not act": {access.Decision{Known: true}, http.StatusForbidden, "not-allowed"},
	} {
		t.Run(name+", and notes it", func(t *testing.T) {
			log := &useLog{}
			c := matters(t, log, test.decision)
			c.wants(c.ask("GET", matter, ""), test.status, test.code)
			if len(log.uses) != 1 {
				t.Fatalf("noted %d uses", len(log.uses))
			}
			use := log.uses[0]
			if use.Actor != worker || use.Action != "intake.read" || use.ID != "m-1" || use.Resource.Person != "p-1" ||
				use.Decision != test.decision || !use.At.Equal(noon) || use.Trace == "" {
				t.Errorf("noted %+v", use)
			}
		})
	}

	t.Run("answers nothing when the log does not take it", func(t *testing.T) {
		c := matters(t, &useLog{fault: errors.New("disk")}, access.Decision{Allowed: true})
		c.wants(c.ask("GET", matter, ""), http.StatusServiceUnavailable, "use-log-unavailable")
		c = matters(t, nil, access.Decision{Allowed: true})
		c.wants(c.ask("GET", matter, ""), http.StatusServiceUnavailable, "use-log-unavailable")
	})

	t.Run("answers nothing that a handler did not ask about", func(t *testing.T) {
		c := newCounty(t)
		c.api.Handle("GET /matters/{matter}", "intake.read", doing(func(context.Context) error { return nil }))
		c.wants(c.ask("GET", matter, ""), http.StatusInternalServerError, "fault")
	})

	t.Run("lets nobody in without a decider", func(t *testing.T) {
		c := newCounty(t, func(o *Options) { o.Decider, o.Uses = nil, &useLog{} })
		c.api.Handle("GET /matters/{matter}", "intake.read", doing(func(ctx context.Context) error {
			return Admit(ctx, "m-1", access.Resource{Person: "p-1"}, errNoMatter)
		}))
		c.api.Handle("GET /matters", "intake.see", doing(func(context.Context) error { return nil }))
		c.wants(c.ask("GET", matter, ""), http.StatusNotFound, "not-found")
		c.wants(c.ask("GET", "/matters", ""), http.StatusForbidden, "not-allowed")
	})

	t.Run("notes a try at what is not there as one at what is hidden", func(t *testing.T) {
		log := &useLog{}
		c := newCounty(t, func(o *Options) { o.Uses = log })
		c.api.Handle("GET /matters/{matter}", "intake.read", doing(func(context.Context) error { return errNoMatter }))
		c.wants(c.ask("GET", matter, ""), http.StatusNotFound, "not-found")
		if len(log.uses) != 1 || log.uses[0].Decision.Allowed || log.uses[0].Resource.Person != "" {
			t.Errorf("noted %+v", log.uses)
		}
	})

	t.Run("decides what is about who asks by itself", func(t *testing.T) {
		var asked access.Resource
		c := newCounty(t, func(o *Options) {
			o.Decider = deciderFunc(func(_ access.Actor, _ access.Action, r access.Resource) access.Decision {
				asked = r
				return access.Decision{Allowed: true}
			})
		})
		c.api.Handle("GET /mine", "my.own", doing(func(context.Context) error { return nil }))
		c.wants(c.ask("GET", "/mine", ""), http.StatusOK, "")
		if asked.Person != worker.ID || len(asked.Relations) != 1 || asked.Relations[0] != access.Self {
			t.Errorf("asked about %+v", asked)
		}
	})
}

func TestSees(t *testing.T) {
	log := &useLog{}
	c := newCounty(t, func(o *Options) {
		o.Uses = log
		o.Decider = deciderFunc(func(_ access.Actor, _ access.Action, r access.Resource) access.Decision {
			return access.Decision{Allowed: r.Person != "hidden"}
		})
	})
	var shown []string
	c.api.Handle("GET /matters", "intake.see", doing(func(ctx context.Context) error {
		for _, person := range []string{"p-1", "hidden", "p-2"} {
			if Sees(ctx, "inbox", access.Resource{Person: person}) {
				shown = append(shown, person)
			}
		}
		return nil
	}))
	c.wants(c.ask("GET", "/matters", ""), http.StatusOK, "")
	if len(shown) != 2 || len(log.uses) != 2 || log.uses[1].Resource.Person != "p-2" || log.uses[1].ID != "inbox" {
		t.Errorf("showed %v, noted %+v", shown, log.uses)
	}
	if Sees(t.Context(), "inbox", access.Resource{}) || !errors.Is(Admit(t.Context(), "", access.Resource{}, errNoMatter), errNoMatter) {
		t.Error("somebody was let in outside a request")
	}
}
