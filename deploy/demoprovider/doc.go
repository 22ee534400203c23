// Package demoprovider is an identity provider for demo areas: OpenID Connect as
// a real one speaks it, but nobody is asked for a password.
//
// It owns two realms, each an issuer of its own: in /workers somebody chooses to
// be one of the area's fictional workers, in /young somebody types an identity
// code of the range that no real person has. It never starts in production mode
// or for an area that is no demo, and is no part of services/web: pages find it
// as they find any provider, by discovery.
//
// Of OpenID Connect it speaks the code flow of confidential clients: PKCE (S256),
// nonce and state, RS256 with keys that can change, codes of one use, and
// sign-out that a client began (RP-Initiated Logout 1.0). It keeps nobody signed
// in: every request is asked again.
//
//	GET  /{realm}/.well-known/openid-configuration   discovery.go
//	GET  /{realm}/keys                               discovery.go
//	GET  /{realm}/authorize, POST the same           authorize.go; page.go and page.html what is shown
//	POST /{realm}/token                              token.go
//	GET  /{realm}/sign-out                           authorize.go
package demoprovider
