package notifications

import (
	"context"
	"errors"
	"net/http"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/listing"
	"nivel/libs/vault"
)

// routes is the whole surface of the service, one line each. Every route is
// about who asks: whose inbox it is comes from the token, never from the path. Only
// a code goes to somebody else.
func (s *Service) routes() {
	s.api.Handle("GET /notices", seeNotices, edge.Serve(listing.Decoder(), s.seeNotices))
	s.api.Handle("POST /notices/read", readNotices, edge.Serve(nothing, s.markRead))
	s.api.Handle("GET /contact", seeContact, edge.Serve(nothing, s.seeContact))
	s.api.Handle("POST /codes", sendCode, edge.Serve(edge.JSON[contracts.CodeLetter], s.sendCode))
	s.api.Handle("PUT /contact", setContact, edge.Serve(edge.JSON[contracts.Contact], s.setContact))
}

// nothing decodes a request that says all by its route.
func nothing(*http.Request) (struct{}, error) { return struct{}{}, nil }

func (s *Service) seeNotices(ctx context.Context, ask listing.Ask) (contracts.NoticePage, error) {
	page := contracts.NoticePage{Notices: []contracts.Notice{}, Stale: !listing.Visible(ctx, s.list, ask.After)}
	row, found, err := s.list.Get(ctx, edge.ActorOf(ctx).ID)
	if err != nil || !found {
		return page, listing.Fault(err)
	}
	page.Unread = row.Unread
	page.Notices = append(page.Notices, row.Notices...)
	return page, nil
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
