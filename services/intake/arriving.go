package intake

import (
	"context"
	"slices"
	"strconv"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/person"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// arrivalRoutes are the ways in beside the child welfare notification.
func (s *Service) arrivalRoutes() {
	s.api.Handle("POST /arrivals", registerArrival, edge.Serve(edge.JSON[contracts.Arrival], s.arrive))
	s.api.Handle("POST /my/requests", askForMyself, edge.Serve(edge.JSON[contracts.OwnRequest], s.request))
	s.api.Handle("POST /matters/{matter}/birth", recordBirth, edge.Serve(onMatter[contracts.Birth], s.recordBirth))
	s.api.Handle("PUT /matters/{matter}/queue", queueMatter, edge.Serve(onMatter[contracts.NewQueue], s.queue))
}

// CheckArrival refuses an arrival with all fields that are wrong, each with a
// code: what CheckNotification refuses, and
//
//	way, clock_basis, consent: required, unknown-code; unit: unknown-unit;
//	anonymous: anonymous-only-notification; last_client_day, pending_since: too-old
//
// An unborn child needs no given name.
func CheckArrival(a contracts.Arrival, now time.Time, units []string) error {
	var c refusal.Check
	day := calendar.On(now)
	checkReceipt(&c, a.Notification, now)
	oneOf(&c, "way", a.Way, contracts.ArrivalWays())
	if unborn := a.Way == string(WayAnticipatory); unborn {
		text(&c, "child.family_name", a.Child.FamilyName, maxLine, true)
		text(&c, "child.given_names", a.Child.GivenNames, maxLine, false)
		checkDetails(&c, "child", a.Child, day)
		c.Require(a.Child.IdentityCode == "" && a.Child.BirthDate == "", "child.identity_code", "not-born-yet")
	} else {
		oneOf(&c, "clock_basis", a.Basis, contracts.Bases())
		checkChild(&c, "child", a.Child, day)
		c.Require(!a.Anonymous, "anonymous", "anonymous-only-notification")
	}
	c.Require(len(a.Siblings) == 0, "siblings", "unknown-code")
	c.Require(a.Consent == "" || slices.Contains(contracts.Consents(), a.Consent), "consent", "unknown-code")
	c.Require(a.Unit == "" || slices.Contains(units, a.Unit), "unit", "unknown-unit")
	c.Require(a.PendingSince.IsZero() || !a.PendingSince.Before(firstDay), "pending_since", "too-old")
	c.Require(a.LastClientDay.IsZero() || !a.LastClientDay.After(day), "last_client_day", "in-the-future")
	checkRest(&c, a.Notification, contracts.ArrivalBodies())
	return c.Refusal()
}

func (s *Service) arrive(ctx context.Context, a contracts.Arrival) (contracts.Registered, error) {
	if err := CheckArrival(a, edge.Now(ctx), s.unitsInChildProtection()); err != nil {
		return contracts.Registered{}, err
	}
	command := es.IssueOf(ctx).Command
	matter := command.Derive("matter")
	common, err := s.sealNotification(ctx, matter, command, a.Notification)
	if err == nil {
		err = s.reportProtection(ctx, matter, command, common)
	}
	if err != nil {
		return contracts.Registered{}, err
	}
	cmd := RegisterArrival{
		Notification: common, Way: Way(a.Way), Basis: Basis(a.Basis), Unit: a.Unit, Own: s.area.ServiceTarget(),
		OutsideHours: !s.area.OfficeOpen(a.ReceivedAt), Born: bornOf(a.Child), Consent: Consent(a.Consent),
		PendingSince: a.PendingSince, LastClientDay: a.LastClientDay, ExpectedBirth: a.ExpectedBirth,
	}
	if cmd.Way == WayAnticipatory {
		cmd.Basis = ChildWelfare
	}
	return s.registerArrival(ctx, matter, cmd)
}

func (s *Service) registerArrival(ctx context.Context, matter es.ID, cmd RegisterArrival) (contracts.Registered, error) {
	out, err := s.streams.Handle(ctx, matter.String(), cmd)
	if err != nil {
		return contracts.Registered{}, err
	}
	days := clockOf(out.State.Basis, out.State.Pending, s.area.ServiceTarget())
	return contracts.Registered{
		Receipt: receipt(matter, out), Pending: out.State.Pending, Start: days.Start, Completion: days.Completion, Repeated: out.Repeated,
	}, nil
}

// bornOf returns the birth date that was given, or that the identity code says;
// zero: neither.
func bornOf(child contracts.Child) calendar.Date {
	if code, err := person.ParseIdentityCode(child.IdentityCode); err == nil {
		return code.BirthDate()
	}
	born, err := calendar.Parse(child.BirthDate)
	if err != nil {
		return calendar.Date{}
	}
	return born
}

// unitsInChildProtection are the units that have a queue.
func (s *Service) unitsInChildProtection() []string { return unitsOf(s.area, "", sharedQueue) }

// request registers what a young person asks for themselves. Who they are is what
// intake knows them as. Under 18 the clock of child welfare runs, which is never
// later than the other; from 18 on the area's own target, unless a worker finds a
// group that the law names.
func (s *Service) request(ctx context.Context, ask contracts.OwnRequest) (contracts.Registered, error) {
	var c refusal.Check
	text(&c, "content", ask.Content, maxContent, true)
	if err := c.Refusal(); err != nil {
		return contracts.Registered{}, err
	}
	who, err := es.ParseID(edge.ActorOf(ctx).ID)
	if err != nil {
		return contracts.Registered{}, ErrNotFound
	}
	child, protected, err := s.identityOf(ctx, who)
	if err != nil {
		return contracts.Registered{}, err
	}
	now, command := edge.Now(ctx), es.IssueOf(ctx).Command
	matter := command.Derive("matter")
	b := s.vault.Batch(ctx, s.streams.Stream(matter.String()), command)
	n := contracts.Notification{Content: ask.Content, Reporter: contracts.Reporter{Body: "self"}}
	cmd := RegisterArrival{
		Notification: RegisterNotification{
			Received: now, Channel: "electronic", Task: ChildProtection, ReporterBody: "self", NonDisclosure: protected, Person: who,
			Texts: sealTexts(b, vault.DocumentOf(who, access.ChildProtection), child, n),
		},
		Way: WayOwnRequest, Basis: WithoutDelay, Own: s.area.ServiceTarget(), OutsideHours: !s.area.OfficeOpen(now),
		Born: bornOf(contracts.Child{BirthDate: child.BirthDate}),
	}
	if age, known := cmd.age(calendar.On(now)); known && age < adultAge {
		cmd.Basis = ChildWelfare
	}
	if err := b.Err(); err != nil {
		return contracts.Registered{}, err
	}
	return s.registerArrival(ctx, matter, cmd)
}

// identityOf returns who intake knows a person as, and whether a safety
// non-disclosure is known. Errors: ErrNotFound; the list's, the vault's.
func (s *Service) identityOf(ctx context.Context, who es.ID) (identity, bool, error) {
	known, ok, err := s.knownOf(ctx, who)
	if err != nil {
		return identity{}, false, err
	}
	if !ok {
		return identity{}, false, ErrNotFound
	}
	b := s.vault.Batch(ctx, known.Stream, known.Registered)
	child, err := decode[identity](b.Open("identity", known.Identity))
	if b.Err() != nil {
		err = b.Err()
	}
	if err == nil {
		err = s.identified(ctx, who, &child) // later, too: the clock is by their age
	}
	return child, known.NonDisclosure, err
}

func (s *Service) recordBirth(ctx context.Context, ask asked[contracts.Birth]) (contracts.Receipt, error) {
	cmd := RecordBirth{Born: ask.body.Born, On: today(ctx), By: by(ctx)}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	c.Require(!ask.body.Born.IsZero(), "born", "required")
	checkChild(&c, "child", ask.body.Child, today(ctx))
	said := bornOf(ask.body.Child)
	c.Require(said.IsZero() || said == ask.body.Born, "born", "birth-date-mismatch")
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	named := identity{
		FamilyName: ask.body.Child.FamilyName, GivenNames: ask.body.Child.GivenNames,
		IdentityCode: ask.body.Child.IdentityCode, BirthDate: ask.body.Born.String(),
	}
	if cmd.Identity, err = s.sealOn(ctx, ask.matter, m, written{"identity", encode(named).Reveal()}); err != nil {
		return contracts.Receipt{}, err
	}
	if _, no := cmd.decide(m); named.IdentityCode != "" && no == nil {
		err = s.codeOfBorn(ctx, m.Person, named.IdentityCode)
	}
	return s.handle(ctx, ask.matter, cmd, err)
}

// codeOfBorn records the identity code that a child was given, before the birth is
// recorded: what fails between the two is done again by the same request.
func (s *Service) codeOfBorn(ctx context.Context, child es.ID, code string) error {
	parsed, err := person.ParseIdentityCode(code)
	if err != nil {
		return err
	}
	root, err := s.rootOf(ctx, child)
	if err != nil {
		return err
	}
	issue := es.IssueOf(ctx)
	issue.Command, issue.If = issue.Command.Derive("identity-code"), nil
	_, err = s.keepCode(es.WithIssue(ctx, issue), root, parsed.Reveal())
	return err
}

// ErrUnknownUnit: the area has no such unit, or it does not work in child protection.
var ErrUnknownUnit = refusal.Refusal{
	Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "unit", Code: "unknown-unit"}},
}

func (s *Service) queue(ctx context.Context, ask asked[contracts.NewQueue]) (contracts.Receipt, error) {
	cmd := QueueMatter{Unit: ask.body.Unit, By: by(ctx)}
	m, err := s.admitTo(ctx, ask.matter, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	var c refusal.Check
	text(&c, "note", ask.body.Note, maxText, false)
	if err := c.Refusal(); err != nil {
		return contracts.Receipt{}, err
	}
	if ask.body.Unit != "" && !slices.Contains(s.unitsInChildProtection(), ask.body.Unit) {
		return contracts.Receipt{}, ErrUnknownUnit
	}
	cmd.Note, err = s.sealOn(ctx, ask.matter, m, written{"note", ask.body.Note})
	return s.handle(ctx, ask.matter, cmd, err)
}

// registerAll registers a notification: a matter for each child whom it concerns.
// A command that broke off half-way, sent again, goes on where it stopped.
func (s *Service) registerAll(ctx context.Context, command es.ID, n contracts.Notification) (contracts.Registered, error) {
	if len(n.Siblings) == 0 {
		return s.registerAs(ctx, command, es.ID{}, n)
	}
	origin, others := command.Derive("notification"), n.Siblings
	n.Siblings = nil
	all, err := s.registerAs(ctx, command, origin, n)
	for i, child := range others {
		if err != nil {
			return contracts.Registered{}, err
		}
		var one contracts.Registered
		n.Child = child
		one, err = s.registerAs(ctx, command.Derive("sibling", strconv.Itoa(i)), origin, n)
		all.Siblings, all.Position = append(all.Siblings, one), one.Position
	}
	return all, err
}

// siblingsOf returns the matters of other children by the same notification that
// who asks may see.
func (s *Service) siblingsOf(ctx context.Context, id es.ID, happened []es.Happening[Event]) ([]es.ID, error) {
	first, _ := arrivedBy(happened[0].Event)
	if first.Origin.IsZero() {
		return nil, nil
	}
	items, _, err := s.list.Page(ctx, ofOrigin(first.Origin), readmodel.All(contracts.MaxSiblings+1))
	if err != nil {
		return nil, listing.Fault(err)
	}
	var others []es.ID
	for _, item := range items {
		other, err := es.ParseID(item.Key)
		if err != nil || other == id {
			continue
		}
		r, err := s.matterFor(ctx, item.Row.matter())
		if err != nil {
			return nil, err
		}
		if edge.Sees(ctx, "siblings", r) {
			others = append(others, other)
		}
	}
	return others, nil
}
