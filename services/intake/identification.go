package intake

import (
	"context"

	"nivel/libs/contracts"
	"nivel/libs/person"
)

// identify answers whose an identity code is: the opaque id of a person whom a
// notification was about. Only the young people's own pages may ask, with a code that
// an identity provider vouched for: it vouches for the code that somebody has now, so
// an earlier one, which may have been recorded by mistake, opens nobody's pages. It is
// in the body of the request alone, is compared with nothing readable, and is not kept.
func (s *Service) identify(ctx context.Context, ask contracts.Identification) (contracts.Identified, error) {
	code, err := person.ParseIdentityCode(ask.IdentityCode)
	if err != nil {
		return contracts.Identified{}, ErrNotFound // as for a code that nobody has
	}
	bearer, err := s.bearerOf(ctx, code.Reveal())
	if err != nil {
		return contracts.Identified{}, err
	}
	who, err := s.rootOf(ctx, bearer)
	if err != nil {
		return contracts.Identified{}, err
	}
	_, known, err := s.knownOf(ctx, who)
	if err != nil {
		return contracts.Identified{}, err
	}
	if !known {
		return contracts.Identified{}, ErrNotFound
	}
	ids, err := s.idsOf(ctx, who)
	if err != nil {
		return contracts.Identified{}, err
	}
	return contracts.Identified{Person: who, Also: ids[1:]}, nil
}
