package notifications

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/refusal"
	"nivel/libs/vault"
)

// ErrMalformedCode: what is to be sent is no code, so that nobody sends words.
var ErrMalformedCode = refusal.Refusal{Kind: refusal.Invalid, Code: "malformed-code"}

var codeForm = regexp.MustCompile(`^[A-Z0-9]{10}$`)

// codePatience is how long sending a code may take: somebody waits for it.
const codePatience = 8 * time.Second

// sendCode sends a young person the code that signs in, to the address that they
// have given. It goes out now or not at all: a code in history, in a queue or in
// a log could be read there, and the worker who has it can read it aloud.
func (s *Service) sendCode(ctx context.Context, ask contracts.CodeLetter) (contracts.CodeSent, error) {
	if !codeForm.MatchString(ask.Code) || ask.Person.IsZero() {
		return contracts.CodeSent{}, ErrMalformedCode
	}
	address, language, err := s.contactOf(ctx, ask.Person.String())
	if err != nil && !errors.Is(err, vault.ErrKeyDestroyed) {
		return contracts.CodeSent{}, err
	}
	if ask.Number != "" {
		return s.textCode(ctx, ask, language)
	}
	if address == "" {
		return contracts.CodeSent{Outcome: "no-address"}, nil
	}
	if s.post == nil {
		return contracts.CodeSent{Outcome: "not-sent"}, nil
	}
	ctx, done := context.WithTimeout(ctx, codePatience)
	defer done()
	session, err := s.post.open(ctx)
	if err != nil {
		s.logger.WarnContext(ctx, "a code could not be sent", "error", err) // it holds nothing that the server said
		return contracts.CodeSent{Outcome: "not-sent"}, nil
	}
	defer session.close()
	words := s.words[language]
	sent := session.send(envelope{
		To: address, Subject: words.CodeSubject, Text: words.code(ask.Code, s.links.Young),
		MessageID: es.IssueOf(ctx).Command.String() + "@" + s.post.domain, Date: edge.Now(ctx),
	})
	if sent.failed != "" {
		return contracts.CodeSent{Outcome: "not-sent"}, nil
	}
	return contracts.CodeSent{Outcome: "sent"}, nil
}

// textCode sends the code to a phone. The number is nowhere but in this request:
// whose it is, the pages found out or somebody typed.
func (s *Service) textCode(ctx context.Context, ask contracts.CodeLetter, language Language) (contracts.CodeSent, error) {
	number, ok := phoneNumber(ask.Number)
	if !ok {
		return contracts.CodeSent{}, ErrMalformedNumber
	}
	if s.sms == nil {
		return contracts.CodeSent{Outcome: "not-sent"}, nil
	}
	ctx, done := context.WithTimeout(ctx, codePatience)
	defer done()
	text := strings.NewReplacer("{code}", spelledOut(ask.Code), "{link}", s.links.Young).Replace(s.words[language].CodeText)
	switch err := s.sms.Send(ctx, number, text); {
	case errors.Is(err, ErrUnconfirmedText):
		s.logger.WarnContext(ctx, "nobody knows whether a code was sent", "error", err)
		return contracts.CodeSent{Outcome: "unconfirmed"}, nil
	case err != nil:
		s.logger.WarnContext(ctx, "a code could not be sent", "error", err)
		return contracts.CodeSent{Outcome: "not-sent"}, nil
	}
	return contracts.CodeSent{Outcome: "sent"}, nil
}

// spelledOut is a code as it is easiest to type.
func spelledOut(code string) string { return code[:5] + " " + code[5:] }

// code returns the body of a letter with a code, which stands there as it is
// easiest to type.
func (w wording) code(code, link string) string {
	return strings.NewReplacer("{code}", spelledOut(code), "{link}", link).Replace(w.CodeBody)
}
