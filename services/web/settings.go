package web

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"nivel/libs/chassis"
)

// Provider is an identity provider as it knows the pages that use it: OpenID
// Connect, found by discovery below Issuer. The zero value: there is none.
type Provider struct {
	Issuer     string
	ClientID   string
	Secret     string   // that the provider gave to these pages; long and random
	SecretFile string   // holds it where Secret is empty; white space around it is dropped
	Scopes     []string // asked for besides openid
	Address    string   // of these pages as browsers know them, such as https://desk.example.org; the provider sends them back to /sign-in/back there
	Reach      string   // host:port at which this process reaches the provider; empty: where its addresses say
}

// ProviderFlags adds the settings of the identity providers to a process. The
// function that it returns reads them once they are parsed: of workers, and of
// young people; zero where no issuer is set.
func ProviderFlags(s *chassis.Settings) func() (workers, young Provider) {
	desk := providerFlags{
		issuer:  s.String("sign-in-issuer", "", "issuer of the workers' identity provider (OpenID Connect)"),
		client:  s.String("sign-in-client", "", "client id of the workers' pages there"),
		secret:  s.String("sign-in-secret-file", "", "file with the client secret that goes with it"),
		scopes:  s.String("sign-in-scopes", "profile", "scopes to ask for besides openid, with spaces between"),
		address: s.String("sign-in-address", "", "address of the workers' pages as browsers know them; the provider sends back to "+BackPath+" there"),
		reach:   s.String("sign-in-reach", "", "host:port at which this process reaches that provider, where its own addresses do not lead there"),
	}
	oma := providerFlags{
		issuer:  s.String("oma-sign-in-issuer", "", "issuer of the young people's identity provider (OpenID Connect); empty: they sign in by a code only"),
		client:  s.String("oma-sign-in-client", "", "client id of the young people's pages there"),
		secret:  s.String("oma-sign-in-secret-file", "", "file with the client secret that goes with it"),
		scopes:  s.String("oma-sign-in-scopes", "profile", "scopes to ask for besides openid, with spaces between"),
		address: s.String("oma-sign-in-address", "", "address of the young people's pages as browsers know them"),
		reach:   s.String("oma-sign-in-reach", "", "host:port at which this process reaches that provider, where its own addresses do not lead there"),
	}
	return func() (workers, young Provider) { return desk.read(), oma.read() }
}

// providerFlags are the settings of one provider.
type providerFlags struct{ issuer, client, secret, scopes, address, reach *string }

func (f providerFlags) read() Provider {
	if *f.issuer == "" {
		return Provider{}
	}
	return Provider{
		Issuer: *f.issuer, ClientID: *f.client, SecretFile: *f.secret, Scopes: strings.Fields(*f.scopes),
		Address: *f.address, Reach: *f.reach,
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
