package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"nivel/libs/chassis"
)

// Provider is an identity provider as it knows the pages that use it: OpenID
// Connect, found by discovery below Issuer. The zero value: there is none.
type Provider struct {
	Issuer   string
	ClientID string
	Secret   string   // that the provider gave to these pages; long and random
	Scopes   []string // asked for besides openid
	Address  string   // of these pages as browsers know them, such as https://desk.example.org; the provider sends them back to /sign-in/back there
	Reach    string   // host:port at which this process reaches the provider; empty: where its addresses say
}

// ProviderFlags adds the settings of an identity provider to a process; prefix
// stands before their names. The function that it returns reads them once they
// are parsed.
// Errors: a secret that cannot be read.
func ProviderFlags(s *chassis.Settings, prefix, who string) func() (Provider, error) {
	issuer := s.String(prefix+"sign-in-issuer", "", "issuer of the identity provider of "+who+" (OpenID Connect)")
	client := s.String(prefix+"sign-in-client", "", "client id of these pages there")
	secret := s.String(prefix+"sign-in-secret-file", "", "file that holds the client secret")
	scopes := s.String(prefix+"sign-in-scopes", "profile", "scopes to ask for besides openid, with spaces between")
	address := s.String(prefix+"sign-in-address", "", "address of these pages as browsers know them; the provider sends back to "+BackPath+" there")
	reach := s.String(prefix+"sign-in-reach", "", "host:port at which this process reaches the provider, where that is not what its addresses say")
	return func() (Provider, error) {
		if *issuer == "" {
			return Provider{}, nil
		}
		raw, err := os.ReadFile(*secret)
		if err != nil {
			return Provider{}, fmt.Errorf("read the client secret: %w", err)
		}
		return Provider{
			Issuer: *issuer, ClientID: *client, Secret: string(bytes.TrimSpace(raw)), Scopes: strings.Fields(*scopes),
			Address: *address, Reach: *reach,
		}, nil
	}
}

// shortestSecret is how short a client secret may be: it also seals what a
// browser keeps while it is at the provider.
const shortestSecret = 16

// validate refuses a provider that could not work, or that anybody on the way
// could answer for.
func (p Provider) validate(production bool) error {
	for _, address := range []string{p.Issuer, p.Address} {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return errors.New("sign-in needs an issuer and the address of the pages, both http or https")
		}
		if production && u.Scheme != "https" {
			return errors.New("sign-in in production mode needs TLS to the provider and to the pages")
		}
	}
	if p.ClientID == "" || len(p.Secret) < shortestSecret {
		return fmt.Errorf("sign-in needs a client id and a client secret of at least %d characters", shortestSecret)
	}
	return nil
}
