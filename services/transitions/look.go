package transitions

import (
	"context"
	"slices"
	"strconv"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/services/transitions/consent"
	"nivel/services/transitions/necessity"
)

// look is what who asks may see of a case: up to which event of its history,
// with which standing, and the offer that awaits their answer.
type look struct {
	ctx     context.Context
	known   known
	consent consent.Consent  // of the young person
	ground  necessity.Ground // on which what it forbids is seen; empty: none
	papers  []paper
	shows   string // contracts.ShowsCase, ShowsUntilHandover or ShowsOffer
	until   int    // events before this one are in view
	as      standing
	summary []int    // the events of the present summary
	offer   int      // the event of the offer under way; -1: there is none, or not for them
	offered standing // to that offer
	decided map[string]bool
}

func newLook(ctx context.Context, k known, as standing, will consent.Consent) *look {
	return &look{
		ctx: ctx, known: k, consent: will, papers: papersOf(k.happened), shows: contracts.ShowsCase, until: len(k.happened), as: as, offer: -1,
		decided: map[string]bool{}, summary: presentSummary(k.happened),
	}
}

// look decides what who asks sees of a case: all of it; what was theirs, until
// it left them; the offer alone; or nothing.
// Errors: edge.Admit's; those of asking for broken glass.
func (s *Service) look(ctx context.Context, k known) (*look, error) {
	now, err := s.present(ctx, k.state)
	if err != nil {
		return nil, err
	}
	will, err := consent.Of(ctx, s.consents, k.state.Person)
	if err != nil {
		return nil, err
	}
	l := newLook(ctx, k, now, will)
	had, wasTheirs := s.former(ctx, k.state)
	switch {
	case len(now.relations) > 0 && l.decide(now.resource(k.state, access.KindCase)):
	case wasTheirs && l.decide(had.resource(k.state, access.KindCase)):
		l.shows, l.as, l.until = contracts.ShowsUntilHandover, had, len(k.until(had.number).happened)
	default:
		l.shows, l.until = contracts.ShowsOffer, 0
	}
	if l.shows == contracts.ShowsCase { // a ground is of who is responsible, and ends with that
		if l.ground, err = s.ground(ctx, k.id); err != nil {
			return nil, err
		}
	}
	l.offered = s.offeredOf(k.state, now, edge.ActorOf(ctx))
	if len(l.offered.relations) > len(now.relations) && l.decide(l.offered.resource(k.state, access.KindHandover)) {
		l.offer = lastOffer(k)
	}
	if l.shows == contracts.ShowsOffer && l.offer < 0 {
		return nil, edge.Admit(ctx, k.id.String(), now.resource(k.state, access.KindCase), ErrNotFound)
	}
	return l, nil
}

// may leaves, of what the rules would let who asks do, the answers to an offer
// where the offer is all they see.
func (l *look) may(acts []string) []string {
	if l.shows != contracts.ShowsOffer {
		return acts
	}
	return slices.DeleteFunc(acts, func(act string) bool { return !slices.Contains([]string{"refuse", "meet", "accept"}, act) })
}

// lastOffer returns where the newest offer is.
func lastOffer(k known) int {
	for i, h := range slices.Backward(k.happened) {
		if _, offer := h.Event.(HandoverOffered); offer {
			return i
		}
	}
	return -1
}

// ofOffer reports whether an event belongs to the offer that awaits an answer of
// who asks.
func (l *look) ofOffer(i int) bool {
	return l.offer >= 0 && i >= l.offer && l.papers[i].offer
}

// shown reports whether the timeline has a line for an event at all.
func (l *look) shown(i int) bool {
	return i < l.until || l.ofOffer(i) || l.ofSummary(i) || l.ownFollowUp(i)
}

// sees reports whether the texts of an event may be seen, and notes it.
func (l *look) sees(i int) bool {
	if l.ofOffer(i) || l.ofSummary(i) || l.ownFollowUp(i) {
		return true // decided with the offer itself
	}
	p := l.papers[i]
	return i < l.until && slices.ContainsFunc(p.tasks, func(task access.Task) bool {
		r := l.as.paper(l.known.state, p, task, edge.ActorOf(l.ctx))
		r.Refused = refused(l.consent, p, task, edge.ActorOf(l.ctx).Tasks)
		return l.decide(onGround(r, l.ground))
	})
}

// decide asks once about papers that are alike.
func (l *look) decide(r access.Resource) bool {
	alike := r.Kind + " " + string(r.Task) + " " + string(access.SetOf(r.Relations...)) + strconv.FormatBool(r.Closed) + strconv.FormatBool(r.Refused)
	seen, known := l.decided[alike]
	if !known {
		seen = edge.Sees(l.ctx, l.known.id.String(), r)
		l.decided[alike] = seen
	}
	return seen
}

// discloses reports whether who asks may disclose the documents of those names
// that the case has: only what they hold in a service task of their own.
func (l *look) discloses(names []string) bool {
	return !slices.ContainsFunc(lastOf(l.papers, names), func(i int) bool { return !l.sees(i) })
}

// withheld names the documents of the case in view that are not shown.
func (l *look) withheld() (names []string) {
	for _, name := range contracts.HandoverDocuments() {
		inView := lastOf(l.papers[:l.until], []string{name})
		if len(inView) > 0 && !l.sees(inView[0]) {
			names = append(names, name)
		}
	}
	return names
}
