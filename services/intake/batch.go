package intake

import (
	"context"
	"encoding/json"
	"sync"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
)

// ErrBatchSize: a batch holds no row or too many.
var ErrBatchSize = refusal.Refusal{
	Kind: refusal.Invalid, Code: "invalid-fields", Fields: []refusal.Field{{Name: "rows", Code: "batch-size"}},
}

// ErrOtherArea: what was sent is for another area's instance.
var ErrOtherArea = refusal.Refusal{Kind: refusal.Forbidden, Code: "other-area"}

// batchWorkers is how many rows of a batch are registered at once, so that they
// share the waits for the disk.
const batchWorkers = 16

func (s *Service) importBatch(ctx context.Context, batch contracts.NotificationBatch) (contracts.BatchResult, error) {
	if len(batch.Rows) == 0 || len(batch.Rows) > contracts.MaxBatch {
		return contracts.BatchResult{}, ErrBatchSize
	}
	if edge.ActorOf(ctx).Area != s.area.Code {
		return contracts.BatchResult{}, ErrOtherArea.With("area", s.area.Code)
	}
	results := make([]contracts.RowResult, len(batch.Rows))
	faults := make([]error, len(batch.Rows))
	var wg sync.WaitGroup
	free := make(chan struct{}, batchWorkers)
	for i, row := range batch.Rows {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			results[i], faults[i] = s.importRow(ctx, row)
		})
	}
	wg.Wait()
	for _, fault := range faults {
		if fault != nil {
			return contracts.BatchResult{}, fault // sent again, the rows that got through are answered from history
		}
	}
	return contracts.BatchResult{Rows: results}, nil
}

// importRow registers one row. A refusal is part of the answer; a fault ends
// the batch.
func (s *Service) importRow(ctx context.Context, row contracts.NotificationRow) (contracts.RowResult, error) {
	result := contracts.RowResult{Line: row.Line}
	err := CheckNotification(row.Notification, edge.Now(ctx))
	if err == nil {
		var done contracts.Registered
		done, err = s.registerAll(ctx, s.commandOf(row.Notification), row.Notification)
		result.Matter, result.Repeated, result.Position = done.Matter, done.Repeated, done.Position
	}
	if r, refused := refusal.As(err); refused {
		result.Code, result.Fields = r.Code, r.Fields
		return result, nil
	}
	return result, err
}

// commandOf is the id of the command that a notification's content stands for.
// It goes through the blind index: without the vault's key nobody can tell from
// the id what was in the row.
func (s *Service) commandOf(n contracts.Notification) es.ID {
	n.ReceivedAt = n.ReceivedAt.UTC()
	content, err := json.Marshal(n)
	if err != nil {
		return es.NewID() // cannot happen: the type has only plain fields
	}
	return es.ID{}.Derive("import", string(s.vault.Blind("intake.import", string(content))))
}
