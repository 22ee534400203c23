package notifications

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"

	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/readmodel"
	"nivel/libs/vault"
)

// The pace of the mailer.
const (
	look      = time.Second     // how often it looks for due letters
	longest   = time.Minute     // between looks while something is wrong
	atATime   = 100             // recipients in one session with the server
	recording = 5 * time.Second // for one try at recording an outcome
	catchUp   = 2 * time.Second // for the read model to show what was recorded
)

// mail sends what is due until ctx ends, then returns nil. Whatever goes wrong
// is logged once and tried again, after a pause that grows while nothing can be
// done at all. (A letter that failed has a pause of its own, in history.)
func (s *Service) mail(ctx context.Context) error {
	pause, logged := s.look, ""
	for {
		err := s.sendDue(ctx)
		if ctx.Err() != nil {
			return nil
		}
		pause = min(2*pause, longest)
		if err == nil || errors.Is(err, errBroken) {
			pause = s.look
		}
		text := fmt.Sprint(err)
		if err != nil && text != logged {
			s.logger.ErrorContext(ctx, "notifications: e-mail waits", "err", err)
		}
		logged = text
		wait(ctx, pause)
	}
}

// wait returns after d, or when ctx ends.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

var errBroken = errors.New("the session with the SMTP server broke off")

// sendDue makes an attempt at every letter that is due. One that fails keeps no
// other from being sent, unless the session itself is broken.
func (s *Service) sendDue(ctx context.Context) error {
	now := s.clock()
	due, _, err := s.list.Page(ctx, viewOwed, readmodel.PageQuery{Min: listing.Lowest, Max: scoreOf(now), Limit: atATime})
	if errors.Is(err, readmodel.ErrRebuilding) || err == nil && len(due) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	session, err := s.post.open(ctx)
	if err != nil {
		return err
	}
	defer session.close()
	var faults []error
	var last es.Position
	for _, row := range due {
		for _, l := range row.Row.Owed {
			if l.Next.After(now) || ctx.Err() != nil {
				continue
			}
			at, err := s.attempt(because(ctx, row.Row.Because[l.Notice.String()]), session, row.Key, l)
			if errors.Is(err, errBroken) {
				return errors.Join(append(faults, err)...)
			}
			if err != nil {
				faults = append(faults, err)
			}
			if at.After(last) {
				last = at
			}
		}
	}
	listing.Visible(ctx, s.list, last) // so that the next look does not find them again; history would say no
	return errors.Join(faults...)
}

// attempt sends one letter if history gives us the ticket, and records what
// became of it. It returns where in the log that stands; zero if nowhere.
func (s *Service) attempt(ctx context.Context, session *counter, recipient string, l Letter) (es.Position, error) {
	ctx, span := otel.Tracer("nivel/services/notifications").Start(ctx, "notifications.mail")
	defer span.End()
	ticket := l.Notice.Derive("mail", s.self.String(), strconv.Itoa(l.Attempts+1))
	out, err := s.issue(ctx, ticket, l.Notice, recipient, BeginMail{
		Notice: l.Notice, Ticket: ticket, MessageID: l.Notice.String() + "@" + s.post.domain, Now: s.clock(),
	})
	if err != nil {
		span.SetStatus(codes.Error, "fault")
		return es.Position{}, fmt.Errorf("begin letter %s: %w", l.Notice, err)
	}
	begun, owed := out.State.letter(l.Notice)
	if out.Repeated || !owed || begun.Ticket != ticket {
		return out.Position, nil // settled, or somebody else's; a repeated one is an earlier try of ours that went wrong
	}
	outcome, fault := s.send(ctx, session, recipient, begun)
	span.SetAttributes(attribute.String("nivel.outcome", outcome.word()), attribute.Int("smtp.status", outcome.status))
	at, err := s.record(ctx, ticket, recipient, l.Notice, outcome)
	if outcome.broken {
		fault = errors.Join(fault, errBroken)
	}
	return at, errors.Join(fault, err)
}

// because returns a context that goes on with the trace and the conversation in
// which a notice was posted: a letter that goes out later, and from another
// process, still leads back to what somebody did.
func because(ctx context.Context, why Origin) context.Context {
	carrier := propagation.MapCarrier{"traceparent": why.Traceparent, "tracestate": why.Tracestate}
	return es.WithIssue(propagation.TraceContext{}.Extract(ctx, carrier), es.Issue{Correlation: why.Correlation})
}

// send composes a letter and hands it over. A fault of ours is an attempt that
// surely delivered nothing.
func (s *Service) send(ctx context.Context, session *counter, recipient string, l Letter) (delivery, error) {
	address, language, err := s.addressOf(ctx, recipient)
	switch {
	case errors.Is(err, vault.ErrKeyDestroyed), err == nil && address == "":
		return delivery{failed: NoAddress}, nil
	case err != nil:
		return delivery{failed: NotSent}, fmt.Errorf("address of letter %s: %w", l.Notice, err)
	}
	words := s.words[language]
	return session.send(envelope{
		To: address, Subject: words.Subject, Text: words.text(s.linkOf(recipient)), MessageID: l.MessageID, Date: l.At,
	}), nil
}

// linkOf returns where a recipient reads: the front page, as a path would tell
// what it is about.
func (s *Service) linkOf(recipient string) string {
	if _, err := es.ParseID(recipient); err == nil {
		return s.links.Young
	}
	return s.links.Workers
}

// record puts a known outcome into history. It does not give up while the
// attempt's time runs, and tries once more when we are to stop: an outcome that
// is lost is a letter that is sent twice.
func (s *Service) record(ctx context.Context, ticket es.ID, recipient string, notice es.ID, d delivery) (es.Position, error) {
	var cmd Command = RecordSent{Notice: notice}
	if d.failed != "" {
		cmd = RecordFailed{Notice: notice, Ticket: ticket, Reason: d.failed, Status: d.status, Now: s.clock()}
	}
	command := ticket.Derive("outcome")
	for tries := 0; ; tries++ {
		lasting, cancel := context.WithTimeout(context.WithoutCancel(ctx), recording)
		out, err := s.issue(lasting, command, ticket, recipient, cmd)
		cancel()
		if err == nil {
			return out.Position, nil
		}
		if ctx.Err() != nil || time.Duration(tries)*recording > attemptTime {
			return es.Position{}, fmt.Errorf("record what became of letter %s: %w", notice, err)
		}
		wait(ctx, look)
	}
}

// issue carries out a command that no person asked for, in the conversation of ctx.
func (s *Service) issue(ctx context.Context, command, cause es.ID, recipient string, cmd Command) (es.Outcome[Inbox], error) {
	ctx = es.WithIssue(ctx, es.Issue{Command: command, Correlation: es.IssueOf(ctx).Correlation, Causation: cause, Actor: system})
	return s.streams.Handle(ctx, recipient, cmd)
}

// addressOf returns where a recipient gets e-mail, and in which language: a
// worker as the area's file says, a young person as chosen. Empty: nowhere.
func (s *Service) addressOf(ctx context.Context, recipient string) (vault.Plain, Language, error) {
	if w, ok := s.area.Worker(recipient); ok {
		return vault.Plain(w.Email), languageOr(Language(w.Language)), nil
	}
	return s.contactOf(ctx, recipient)
}

// contactOf returns what a young person has chosen.
func (s *Service) contactOf(ctx context.Context, recipient string) (vault.Plain, Language, error) {
	language := languageOr(Language(strings.Join(s.area.Languages[:min(1, len(s.area.Languages))], "")))
	happened, err := s.streams.History(ctx, recipient)
	if err != nil {
		return "", language, err
	}
	var chosen ContactChosen
	var by es.ID
	for _, h := range happened {
		if e, ok := h.Event.(ContactChosen); ok {
			chosen, by, language = e, h.Meta.Command, e.Language
		}
	}
	b := s.vault.Batch(ctx, s.streams.Stream(recipient), by)
	address := b.Open("email", chosen.Address)
	return address, languageOr(language), b.Err()
}
