package demoprovider

import (
	"encoding/json"
	"net/http"

	"github.com/go-jose/go-jose/v4"
)

// metadata is what discovery tells of a realm.
type metadata struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Keys          string   `json:"jwks_uri"`
	SignOut       string   `json:"end_session_endpoint"`
	Responses     []string `json:"response_types_supported"`
	Subjects      []string `json:"subject_types_supported"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	Scopes        []string `json:"scopes_supported"`
	Methods       []string `json:"token_endpoint_auth_methods_supported"`
	Challenges    []string `json:"code_challenge_methods_supported"`
	NamesItself   bool     `json:"authorization_response_iss_parameter_supported"`
}

func (p *Provider) discover(w http.ResponseWriter, _ *http.Request, realm string) {
	issuer := p.Issuer(realm)
	writeJSON(w, http.StatusOK, metadata{
		Issuer: issuer, Authorization: issuer + "/authorize", Token: issuer + "/token", Keys: issuer + "/keys", SignOut: issuer + "/sign-out",
		Responses: []string{"code"}, Subjects: []string{"public"}, Algorithms: []string{"RS256"}, Scopes: []string{"openid", "profile"},
		Methods: []string{"client_secret_basic", "client_secret_post"}, Challenges: []string{"S256"}, NamesItself: true,
	})
}

func (p *Provider) showKeys(w http.ResponseWriter, _ *http.Request, _ string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var public jose.JSONWebKeySet
	for _, key := range p.keys {
		public.Keys = append(public.Keys, key.Public())
	}
	writeJSON(w, http.StatusOK, public)
}

func writeJSON[T any](w http.ResponseWriter, status int, value T) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a reader who has gone is not our fault
}
