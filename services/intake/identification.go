package intake

import (
	"context"

	"nivel/libs/contracts"
	"nivel/libs/listing"
	"nivel/libs/person"
)

// identify answers whose an identity code is: the opaque id of a person whom a
// notification was about. Only the young people's own pages may ask, with a code
// that an identity provider vouched for. It is in the body of the request alone,
// is compared with nothing readable, and is not kept.
func (s *Service) identify(ctx context.Context, ask contracts.Identification) (contracts.Identified, error) {
	code, err := person.ParseIdentityCode(ask.IdentityCode)
	if err != nil {
		return contracts.Identified{}, ErrNotFound // as for a code that nobody has
	}
	who := s.vault.PersonID(code.Reveal())
	_, known, err := s.people.Get(ctx, who.String())
	if err != nil {
		return contracts.Identified{}, listing.Fault(err)
	}
	if !known {
		return contracts.Identified{}, ErrNotFound
	}
	return contracts.Identified{Person: who}, nil
}
