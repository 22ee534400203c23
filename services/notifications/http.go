package notifications

import (
	"context"
	"errors"
	"math"
	"net/http"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/readmodel"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// routes is the whole surface of the service, one line each. Every route is
// about who asks: whose inbox it is comes from the token, never from the path.
func (s *Service) routes() {
	s.api.Handle("GET /notices", seeNotices, edge.Serve(after, s.seeNotices))
	s.api.Handle("POST /notices/read", readNotices, edge.Serve(nothing, s.markRead))
	s.api.Handle("GET /contact", seeContact, edge.Serve(nothing, s.seeContact))
	s.api.Handle("PUT /contact", setContact, edge.Serve(edge.JSON[contracts.Contact], s.setContact))
}

// lowest is the lower end of a list.
var lowest = math.Inf(-1)

// patience bounds how long a page waits for a position to become visible.
const patience = 2 * time.Second

// What reading refuses.
var (
	// ErrMalformedPosition: what came as ?after= is no log position.
	ErrMalformedPosition = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-position"}
	// ErrRebuilding: the lists are being built anew from history; soon again.
	ErrRebuilding = refusal.Refusal{Kind: refusal.Busy, Code: "list-rebuilding"}
)

// nothing decodes a request that says all by its route.
func nothing(*http.Request) (struct{}, error) { return struct{}{}, nil }

// after reads the position that the answer is to include; zero if none is asked for.
func after(r *http.Request) (es.Position, error) {
	text := r.URL.Query().Get("after")
	if text == "" {
		return es.Position{}, nil
	}
	position, err := es.ParsePosition(text)
	if err != nil {
		return es.Position{}, ErrMalformedPosition
	}
	return position, nil
}

func (s *Service) seeNotices(ctx context.Context, at es.Position) (contracts.NoticePage, error) {
	page := contracts.NoticePage{Notices: []contracts.Notice{}, Stale: !s.visible(ctx, at)}
	row, found, err := s.list.Get(ctx, edge.ActorOf(ctx).ID)
	if errors.Is(err, readmodel.ErrRebuilding) {
		return page, ErrRebuilding
	}
	if err != nil || !found {
		return page, err
	}
	page.Unread = row.Unread
	page.Notices = append(page.Notices, row.Notices...)
	return page, nil
}

// visible waits, with patience, until the lists show a position.
func (s *Service) visible(ctx context.Context, at es.Position) bool {
	if at == (es.Position{}) {
		return true
	}
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	return s.list.WaitFor(ctx, at) == nil
}

func (s *Service) markRead(ctx context.Context, _ struct{}) (contracts.Receipt, error) {
	return s.handle(ctx, MarkRead{})
}

func (s *Service) seeContact(ctx context.Context, _ struct{}) (contracts.Contact, error) {
	address, language, err := s.addressOf(ctx, edge.ActorOf(ctx).ID)
	if errors.Is(err, vault.ErrKeyDestroyed) {
		err = nil // the address was disposed of: there is none
	}
	return contracts.Contact{Email: address.Reveal(), Language: string(language)}, err
}

func (s *Service) setContact(ctx context.Context, c contracts.Contact) (contracts.Receipt, error) {
	if err := CheckContact(c); err != nil {
		return contracts.Receipt{}, err
	}
	id := edge.ActorOf(ctx).ID
	who, err := es.ParseID(id)
	if err != nil {
		return contracts.Receipt{}, errors.New("a young person's token names no person")
	}
	b := s.vault.Batch(ctx, s.streams.Stream(id), es.IssueOf(ctx).Command)
	address := b.Seal(vault.Subject{Person: who, Class: vault.ClientBasics}, "email", vault.Plain(c.Email))
	if err := b.Err(); err != nil {
		return contracts.Receipt{}, err
	}
	return s.handle(ctx, SetContact{Address: address, Language: Language(c.Language)})
}

// handle carries out what the reader asks of the own inbox. The receipt's matter
// stays empty: an inbox is its reader's.
func (s *Service) handle(ctx context.Context, cmd Command) (contracts.Receipt, error) {
	out, err := s.streams.Handle(ctx, edge.ActorOf(ctx).ID, cmd)
	if err != nil {
		return contracts.Receipt{}, err
	}
	return contracts.Receipt{Revision: out.Revision, Position: out.Position.String()}, nil
}
