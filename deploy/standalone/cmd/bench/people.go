package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/vault"
	"nivel/scripts/demo/day"
	"nivel/services/intake"
)

// Seeds of the days that are made up, so that no two parts share their children.
const (
	warmUpSeed = 1
	nationSeed = 2
	fillSeed   = 3
	searchSeed = 4
	busySeed   = 5
	writerSeed = 100 // and up
)

// notifications returns a made-up day of notifications, all of yesterday.
func notifications(now time.Time, seed uint64, rows int) ([]contracts.Notification, error) {
	return day.Rows(day.Plan{Date: calendar.On(now).AddDays(-1), Seed: seed, Rows: rows})
}

// supply gives each caller another notification.
type supply struct {
	now time.Time

	mu   sync.Mutex
	days uint64
	rows []contracts.Notification
}

// stock makes sure that n are there, so that none is made up while the clock runs.
func (s *supply) stock(n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.rows) < n {
		rows, err := notifications(s.now, writerSeed+s.days, 1_000)
		if err != nil {
			return err
		}
		s.days++
		s.rows = append(s.rows, rows...)
	}
	return nil
}

func (s *supply) next() (contracts.Notification, error) {
	if err := s.stock(1); err != nil {
		return contracts.Notification{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.rows[len(s.rows)-1]
	s.rows = s.rows[:len(s.rows)-1]
	return n, nil
}

// eventsPerMatter is what happens to each matter of the history that is rebuilt.
const eventsPerMatter = 3

// matterOf returns what happens to a matter when its notification is
// registered, assessed and taken: the rules' own events, with texts sealed as
// intake seals them.
func (s *stand) matterOf(ctx context.Context, n contracts.Notification) (stream string, events []es.NewEvent, err error) {
	command := es.NewID()
	stream = intake.Category + "-" + command.Derive("matter").String()
	texts := s.sealer(ctx, stream, command)
	day, by := calendar.On(n.ReceivedAt), intake.Worker{ID: "w-aino", Role: access.SocialWorker}
	commands := []intake.Command{
		intake.RegisterNotification{
			Received: n.ReceivedAt, Channel: intake.Channel(n.Channel), Task: intake.ChildProtection,
			ReporterBody: intake.ReporterBody(n.Reporter.Body), Anonymous: n.Anonymous, ReporterSecret: n.Reporter.Secret,
			NonDisclosure: n.Child.NonDisclosure, Person: texts.subject.Person, Texts: texts.of(n),
		},
		intake.AssessUrgency{Urgency: intake.NotUrgent, Grounds: texts.seal("grounds", n.Content), On: day, By: by},
		intake.TakeMatter{By: by},
	}
	if err := texts.batch.Err(); err != nil {
		return "", nil, err
	}
	events, err = happen(command, by, commands)
	return stream, events, err
}

// happen decides commands one after the other and encodes what happens.
func happen(command es.ID, by intake.Worker, commands []intake.Command) ([]es.NewEvent, error) {
	var state intake.Matter
	var events []es.NewEvent
	for _, cmd := range commands {
		happened, err := intake.Decider.Decide(state, cmd)
		if err != nil {
			return nil, fmt.Errorf("make events: %w", err)
		}
		for _, e := range happened {
			name, data, err := intake.History.Encode(e)
			if err != nil {
				return nil, err
			}
			state = intake.Decider.Evolve(state, e)
			events = append(events, es.NewEvent{
				ID: es.NewID(), Name: name, Data: data,
				Meta: es.Meta{Command: command, Correlation: command, Causation: command, Actor: by.ID},
			})
		}
	}
	return events, nil
}

// sealer seals the texts of one matter.
type sealer struct {
	batch   *vault.Batch
	subject vault.Subject
}

func (s *stand) sealer(ctx context.Context, stream string, command es.ID) sealer {
	subject := vault.Subject{Person: command.Derive("person"), Class: vault.ChildProtection}
	return sealer{batch: s.vault.Batch(ctx, stream, command), subject: subject}
}

func (s sealer) seal(field, text string) vault.Sealed {
	return s.batch.Seal(s.subject, field, vault.Plain(text))
}

func (s sealer) of(n contracts.Notification) intake.Texts {
	who, where := n.Child, contracts.Child{Municipality: n.Child.Municipality, Address: n.Child.Address, Phone: n.Child.Phone}
	who.Municipality, who.Address, who.Phone = "", "", ""
	return intake.Texts{
		Identity: s.seal("identity", encode(who)), Contact: s.seal("contact", encode(where)),
		Guardians: s.seal("guardians", encode(n.Guardians)), Reporter: s.seal("reporter", encode(n.Reporter)),
		Content: s.seal("content", n.Content),
	}
}

func encode[T contracts.Child | contracts.Reporter | []contracts.Guardian](parts T) string {
	raw, _ := json.Marshal(parts) // plain texts only: it cannot fail
	return string(raw)
}
