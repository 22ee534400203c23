package oversight

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"nivel/libs/es"
	"nivel/libs/uselog"
	"nivel/libs/uselog/seen"
)

// NoteSame notes that intake counts two ids as one person, or does so no more. It is
// noted of each of the two.
type NoteSame struct {
	Other es.ID
	Same  bool
}

// SameNoted says that another id is the same person.
type SameNoted struct {
	Other es.ID `json:"other"`
}

// DifferentNoted says that another id is the same person no more.
type DifferentNoted struct {
	Other es.ID `json:"other"`
}

func (cmd NoteSame) decide(r Responsible) ([]Event, error) {
	switch known := slices.Contains(r.Same, cmd.Other); {
	case cmd.Same && !known:
		return []Event{SameNoted{cmd.Other}}, nil
	case !cmd.Same && known:
		return []Event{DifferentNoted{cmd.Other}}, nil
	}
	return nil, nil
}

func (e SameNoted) evolve(r Responsible) Responsible {
	r.Same = append(slices.Clone(r.Same), e.Other)
	return r
}

func (e DifferentNoted) evolve(r Responsible) Responsible {
	r.Same = slices.DeleteFunc(slices.Clone(r.Same), func(id es.ID) bool { return id == e.Other })
	return r
}

// maxSame is how many ids of one person are looked at.
const maxSame = 100

// known is what is known of a person under all of their ids.
type known struct {
	Responsible         // of all together
	ids         []es.ID // the one that was asked for first
}

// everyID returns what is known of a person under any of their ids. Whose matters
// they are is one question, whoever looked under which id.
func (s *Service) everyID(ctx context.Context, person es.ID) (known, error) {
	all := known{ids: []es.ID{person}}
	for i := 0; i < len(all.ids) && i < maxSame; i++ {
		now, err := s.responsible.Load(ctx, all.ids[i].String())
		if err != nil {
			return all, err
		}
		all.Holds, all.Ended = append(all.Holds, now.State.Holds...), append(all.Ended, now.State.Ended...)
		all.Told = append(all.Told, now.State.Told...)
		for _, id := range now.State.Same {
			if !slices.Contains(all.ids, id) {
				all.ids = append(all.ids, id)
			}
		}
	}
	return all, nil
}

// looksAt returns a page of who has looked at a person under any of their ids, the
// latest first. Of somebody with several, all is read to show a page: there are few,
// and an extract has as much. Errors: ErrTooMuch; those of seen.
func (s *Service) looksAt(ctx context.Context, ids []es.ID, w seen.Window, after seen.Cursor, limit int) (seen.Page, error) {
	if len(ids) == 1 {
		return s.seen.Looks(ctx, ids[0], w, after, limit)
	}
	entries, err := s.allLooks(ctx, ids, w)
	if err != nil {
		return seen.Page{}, err
	}
	from := 0
	if after != "" {
		text, _ := strings.CutPrefix(string(after), behind)
		if from, err = strconv.Atoi(text); err != nil || from < 0 || from > len(entries) {
			return seen.Page{}, seen.ErrCursor
		}
	}
	page := seen.Page{Entries: entries[from:min(from+limit, len(entries))]}
	if next := from + limit; next < len(entries) {
		page.Next = seen.Cursor(behind + strconv.Itoa(next))
	}
	return page, nil
}

// behind begins the cursor of somebody with several ids: how many lines are shown.
const behind = "behind-"

// allLooks reads who has looked at a person under any of their ids, the latest first;
// a look that showed both is one line.
func (s *Service) allLooks(ctx context.Context, ids []es.ID, w seen.Window) ([]uselog.Entry, error) {
	var all []uselog.Entry
	for n, id := range ids {
		entries, err := s.all(func(after seen.Cursor) (seen.Page, error) { return s.seen.Looks(ctx, id, w, after, extractPage) })
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if !slices.ContainsFunc(e.Persons, func(p es.ID) bool { return slices.Contains(ids[:n], p) }) {
				all = append(all, e)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b uselog.Entry) int { return cmp.Compare(b.At.UnixNano(), a.At.UnixNano()) })
	return all, nil
}

// ownView is what somebody with those ids sees of entries.
func ownView(ids []es.ID, entries []uselog.Entry) []uselog.OwnLook {
	var looks []uselog.OwnLook
	for _, e := range entries {
		looks = append(looks, uselog.OwnView(idIn(ids, e), []uselog.Entry{e})...)
	}
	return looks
}

// linesOf are the lines of the extract of somebody with those ids.
func (s *Service) linesOf(ids []es.ID, entries []uselog.Entry) []uselog.ExtractLine {
	var lines []uselog.ExtractLine
	for _, e := range entries {
		lines = append(lines, uselog.ExtractOf(idIn(ids, e), []uselog.Entry{e}, s.workerName)...)
	}
	return lines
}

// idIn is under which of the ids an entry is about them.
func idIn(ids []es.ID, e uselog.Entry) es.ID {
	for _, id := range ids {
		if slices.Contains(e.Persons, id) {
			return id
		}
	}
	return ids[0]
}
