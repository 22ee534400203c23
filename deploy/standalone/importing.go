package standalone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/services/intake"
)

// Import is one file of notifications on its way to intake.
type Import struct {
	File     string       // CSV; see intake.ReadNotifications
	Area     string       // code of the area that it is for
	GoodRows bool         // import the good rows of a file that has wrong ones
	Intake   *edge.Client // signed as an importer of that area
	Out      io.Writer    // progress and result; no content of a row
	Now      time.Time
}

// ErrWrongRows: the file had wrong rows. Unless good rows were asked for,
// nothing was imported.
var ErrWrongRows = errors.New("the file has wrong rows")

// batchBytes keeps a batch's body well under what intake takes.
const batchBytes = 512 << 10

// Run reads the whole file before it sends anything. A file with a wrong row
// changes nothing unless GoodRows is set. The same file twice changes nothing.
func (i Import) Run(ctx context.Context) error {
	file, err := os.Open(i.File)
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer file.Close()
	rows, wrong, err := intake.ReadNotifications(file, i.Now)
	if err != nil {
		return err
	}
	for _, w := range wrong {
		fmt.Fprintln(i.Out, w)
	}
	if len(wrong) > 0 && !i.GoodRows {
		fmt.Fprintf(i.Out, "nothing imported: %d errors, %d good rows (--good-rows imports those)\n", len(wrong), len(rows))
		return ErrWrongRows
	}
	if err := i.send(ctx, rows); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return ErrWrongRows
	}
	return nil
}

// tally counts what became of the rows.
type tally struct{ imported, known, refused int }

func (i Import) send(ctx context.Context, rows []contracts.NotificationRow) error {
	var t tally
	total := len(rows)
	for len(rows) > 0 {
		n := batchOf(rows)
		result, err := i.sendBatch(ctx, contracts.NotificationBatch{Rows: rows[:n]})
		if err != nil {
			return fmt.Errorf("after %d of %d rows (run it again: rows that are in change nothing): %w", total-len(rows), total, err)
		}
		i.count(&t, result)
		rows = rows[n:]
		fmt.Fprintf(i.Out, "%d of %d rows\n", total-len(rows), total)
	}
	fmt.Fprintf(i.Out, "%d imported, %d already there, %d refused\n", t.imported, t.known, t.refused)
	if t.refused > 0 {
		return ErrWrongRows
	}
	return nil
}

// batchOf returns how many of the rows go into the next batch.
func batchOf(rows []contracts.NotificationRow) int {
	size := 0
	for n, row := range rows {
		size += 1_000 + 2*len(row.Notification.Content)
		if n == contracts.MaxBatch || n > 0 && size > batchBytes {
			return n
		}
	}
	return len(rows)
}

// tries bounds how often a batch is sent while the service says that it is busy.
const tries = 20

func (i Import) sendBatch(ctx context.Context, batch contracts.NotificationBatch) (contracts.BatchResult, error) {
	for try := 1; ; try++ {
		result, _, err := edge.Call[contracts.BatchResult](ctx, i.Intake, edge.Request{
			Method: "POST", Path: "/notifications/batch", Body: batch, Command: es.NewID(),
		})
		r, refused := refusal.As(err)
		if !refused || r.Kind != refusal.Busy || try == tries {
			return result, err
		}
		select {
		case <-ctx.Done():
			return result, ctx.Err()
		case <-time.After(time.Duration(try) * 100 * time.Millisecond):
		}
	}
}

func (i Import) count(t *tally, result contracts.BatchResult) {
	for _, row := range result.Rows {
		switch {
		case row.Code != "":
			t.refused++
			fmt.Fprintf(i.Out, "line %d: %s", row.Line, row.Code)
			for _, f := range row.Fields {
				fmt.Fprintf(i.Out, " %s: %s", f.Name, f.Code)
			}
			fmt.Fprintln(i.Out)
		case row.Repeated:
			t.known++
		default:
			t.imported++
		}
	}
}

// Importer returns a client of intake that acts as an importer of the area.
func Importer(base, area string, tokens *edge.Tokens) *edge.Client {
	return &edge.Client{Base: base, Bearer: func(context.Context) (string, error) {
		return tokens.Issue(access.Actor{ID: "import", Role: access.Importer, Area: area}, time.Minute)
	}}
}
