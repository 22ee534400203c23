package oversight

import (
	"bytes"
	"context"
	"fmt"

	"nivel/libs/contracts"
	"nivel/libs/refusal"
	"nivel/libs/uselog"
	"nivel/libs/uselog/seen"
)

const (
	extractPage = 500   // lines read at once
	mostLines   = 20000 // of one extract
)

// ErrTooMuch refuses an extract that is too long for one file: ask for fewer days.
var ErrTooMuch = refusal.Refusal{Kind: refusal.Invalid, Code: "extract-too-long"}

// makeExtract makes the extract of the use log that a person may ask for, to be
// printed and as CSV.
func (s *Service) makeExtract(ctx context.Context, a asked) (contracts.LogExtract, error) {
	person, err := a.person()
	if err != nil {
		return contracts.LogExtract{}, err
	}
	ids, err := s.admitLog(ctx, "", person)
	if err != nil {
		return contracts.LogExtract{}, err
	}
	w := a.window(ctx, lookBack(ctx))
	entries, err := s.allLooks(ctx, ids, w)
	if err != nil {
		return contracts.LogExtract{}, err
	}
	lines := s.linesOf(ids, entries)
	var out bytes.Buffer
	if err := uselog.WriteExtract(&out, lines); err != nil {
		return contracts.LogExtract{}, err
	}
	extract := contracts.LogExtract{
		Name: fmt.Sprintf("use-log-%s-%s.csv", w.From, w.To), CSV: out.String(), From: w.From, To: w.To,
		Lines: make([]contracts.ExtractLine, len(lines)),
	}
	for i, l := range lines {
		extract.Lines[i] = contracts.ExtractLine{
			At: l.At, User: l.User, Role: string(l.Role), Unit: l.Unit, Provider: l.Provider, Object: l.Object, Purpose: l.Purpose,
			Relation: string(l.Relation), Policy: l.Policy, Glass: l.Glass, To: l.To, What: l.What, On: l.On,
		}
	}
	return extract, nil
}

// all reads all pages. Errors: ErrTooMuch; those of read.
func (s *Service) all(read func(seen.Cursor) (seen.Page, error)) ([]uselog.Entry, error) {
	var entries []uselog.Entry
	for after := seen.Cursor(""); ; {
		page, err := read(after)
		if err != nil {
			return nil, fault(err)
		}
		if entries = append(entries, page.Entries...); len(entries) > mostLines {
			return nil, ErrTooMuch
		}
		if after = page.Next; after == "" {
			return entries, nil
		}
	}
}

// workerName returns the name of a worker, or the id where the area does not know
// it (any more).
func (s *Service) workerName(id string) string {
	if w, ok := s.area.Worker(id); ok {
		return w.Name
	}
	return id
}
