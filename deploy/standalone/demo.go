package standalone

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/area"
	"nivel/libs/backbone"
	"nivel/libs/calendar"
	"nivel/libs/chassis"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/scripts/demo/day"
)

// The demo area begins with the notifications of its last days.
const (
	demoDays   = 16 // counted back from today
	demoPerDay = 4
)

// demoContent gives an empty demo area its first notifications, through the
// same interface and the same commands as everybody else.
func demoContent(b *backbone.Backbone, api string) chassis.Part {
	return chassis.Part{Name: "demo content", Start: func(ctx context.Context) (func(context.Context) error, error) {
		d := demo{b: b, base: "http://" + api}
		if err := d.fill(ctx); err != nil {
			return nil, fmt.Errorf("fill the demo area: %w", err)
		}
		return nil, nil
	}}
}

type demo struct {
	b    *backbone.Backbone
	base string
}

// as returns a client that acts as a worker of the demo area.
func (d demo) as(w area.Worker) *edge.Client {
	return &edge.Client{Base: d.base, Bearer: func(context.Context) (string, error) {
		return d.b.Tokens.Issue(d.b.Area.Actor(w), time.Minute)
	}}
}

// workers returns the social workers of child protection: those who may work on
// the matters.
func (d demo) workers() []area.Worker {
	var found []area.Worker
	for _, w := range d.b.Area.Workers {
		if w.Role == access.SocialWorker && slices.Contains(w.Tasks, access.ChildProtection) {
			found = append(found, w)
		}
	}
	return found
}

func (d demo) fill(ctx context.Context) error {
	social := d.workers()
	if len(social) == 0 {
		return nil // nobody could work on them
	}
	if empty, err := d.empty(ctx, social[0]); err != nil || !empty {
		return err
	}
	batch, err := d.notifications()
	if err != nil {
		return err
	}
	result, _, err := edge.Call[contracts.BatchResult](ctx, Importer(d.base, d.b.Area.Code, d.b.Tokens), edge.Request{
		Method: http.MethodPost, Path: "/notifications/batch", Body: batch,
	})
	if err != nil {
		return err
	}
	for i, row := range result.Rows {
		if row.Code != "" {
			return fmt.Errorf("demo row %d was refused: %s %v", i, row.Code, row.Fields)
		}
		if err := d.work(ctx, i, row.Matter, social[i/4%len(social)]); err != nil {
			return err
		}
	}
	return nil
}

func (d demo) empty(ctx context.Context, w area.Worker) (bool, error) {
	for _, view := range []string{"inbox", "assessing"} {
		page, err := d.list(ctx, w, view)
		if err != nil || len(page.Rows) > 0 {
			return false, err
		}
	}
	return true, nil
}

// list reads a list, waiting while it is being built.
func (d demo) list(ctx context.Context, w area.Worker, view string) (contracts.MatterPage, error) {
	ctx, done := context.WithTimeout(ctx, listPatience)
	defer done()
	for {
		page, _, err := edge.Call[contracts.MatterPage](ctx, d.as(w), edge.Request{
			Method: http.MethodGet, Path: "/matters", Query: url.Values{"view": {view}},
		})
		r, refused := refusal.As(err)
		if !refused || r.Kind != refusal.Busy {
			return page, err
		}
		select {
		case <-ctx.Done():
			return page, err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// listPatience is how long the lists may take to be built before the demo gives
// up on them.
const listPatience = time.Minute

// notifications makes some for each of the last days, oldest first.
func (d demo) notifications() (contracts.NotificationBatch, error) {
	var batch contracts.NotificationBatch
	now := d.b.Clock()
	for ago := demoDays; ago >= 0; ago-- {
		date := calendar.On(now).AddDays(-ago)
		rows, err := day.Rows(day.Plan{Date: date, Seed: uint64(ago) + 1, Rows: demoPerDay})
		if err != nil {
			return batch, err
		}
		for _, n := range rows {
			if n.ReceivedAt.Before(now) && len(batch.Rows) < contracts.MaxBatch {
				batch.Rows = append(batch.Rows, contracts.NotificationRow{Line: len(batch.Rows) + 1, Notification: n})
			}
		}
	}
	return batch, nil
}

// work lets a worker do part of what each matter needs, so that every state is
// there to be seen. The grounds are fictional.
func (d demo) work(ctx context.Context, i int, matter es.ID, w area.Worker) error {
	at := "/matters/" + matter.String()
	steps := []edge.Request{
		{Method: http.MethodPost, Path: at + "/urgency", Body: contracts.UrgencyAssessment{
			Urgent: i%9 == 0, Grounds: "Tilanne käytiin läpi ilmoittajan kanssa puhelimessa.",
		}},
		{Method: http.MethodPost, Path: at + "/holder"},
		{Method: http.MethodPost, Path: at + "/start", Body: contracts.StartDecision{
			Start: i%12 != 11, Grounds: "Päätös tehtiin tiimissä ilmoituksen ja aiempien tietojen perusteella.",
		}},
	}
	for _, step := range steps[:i%(len(steps)+1)] {
		step.Command = es.NewID()
		if _, _, err := edge.Call[contracts.Receipt](ctx, d.as(w), step); err != nil {
			return err
		}
	}
	return nil
}
