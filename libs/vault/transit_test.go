package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// transitServer is the documented interface of the transit engine of HashiCorp
// Vault and OpenBao, as far as it is asked here: no server of either was to be had.
// It keeps real AES-GCM keys by version.
type transitServer struct {
	mu   sync.Mutex
	keys map[string][]cipher.AEAD
}

type transitBody struct {
	Type           string `json:"type"`
	Plaintext      string `json:"plaintext"`
	Ciphertext     string `json:"ciphertext"`
	AssociatedData string `json:"associated_data"`
}

func (s *transitServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("X-Vault-Token") != "s.token" {
		http.Error(w, `{"errors":["permission denied"]}`, http.StatusForbidden)
		return
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/v1/transit/"), "/")
	var body transitBody
	if r.Method == http.MethodPost {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, `{"errors":["no JSON"]}`, http.StatusBadRequest)
			return
		}
	}
	data, status := s.answer(r.Method, parts, body)
	if status != http.StatusOK {
		w.WriteHeader(status)
		return
	}
	json.NewEncoder(w).Encode(map[string]map[string]string{"data": data})
}

func (s *transitServer) answer(method string, parts []string, body transitBody) (map[string]string, int) {
	versions := s.keys[parts[1]]
	what := method + " " + parts[0] + strings.Repeat("/then", len(parts)-2)
	if what != "POST keys" && len(versions) == 0 {
		return nil, http.StatusBadRequest
	}
	additional, _ := base64.StdEncoding.DecodeString(body.AssociatedData)
	switch what {
	case "POST keys":
		if body.Type != "aes256-gcm96" {
			return nil, http.StatusBadRequest
		}
		if len(versions) == 0 {
			s.keys[parts[1]] = []cipher.AEAD{newAEAD()}
		}
		return nil, http.StatusNoContent
	case "POST keys/then":
		s.keys[parts[1]] = append(versions, newAEAD())
		return nil, http.StatusNoContent
	case "POST encrypt":
		plain, err := base64.StdEncoding.DecodeString(body.Plaintext)
		if err != nil {
			return nil, http.StatusBadRequest
		}
		nonce := make([]byte, 12)
		rand.Read(nonce)
		sealed := versions[len(versions)-1].Seal(nonce, nonce, plain, additional)
		return map[string]string{"ciphertext": fmt.Sprintf("vault:v%d:%s", len(versions), base64.StdEncoding.EncodeToString(sealed))}, http.StatusOK
	case "POST decrypt":
		var version int
		var coded string
		if n, _ := fmt.Sscanf(body.Ciphertext, "vault:v%d:%s", &version, &coded); n != 2 || version < 1 || version > len(versions) {
			return nil, http.StatusBadRequest
		}
		sealed, err := base64.StdEncoding.DecodeString(coded)
		if err != nil || len(sealed) < 12 {
			return nil, http.StatusBadRequest
		}
		plain, err := versions[version-1].Open(nil, sealed[:12], sealed[12:], additional)
		if err != nil {
			return nil, http.StatusBadRequest
		}
		return map[string]string{"plaintext": base64.StdEncoding.EncodeToString(plain)}, http.StatusOK
	}
	return nil, http.StatusNotFound
}

func newAEAD() cipher.AEAD {
	key := make([]byte, 32)
	rand.Read(key)
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return aead
}

// newTransit serves a transit engine; latest tells its newest version as the real
// one does, as a number.
func newTransit(t *testing.T) Transit {
	t.Helper()
	s := &transitServer{keys: map[string][]cipher.AEAD{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.Header.Get("X-Vault-Token") == "s.token" {
			s.mu.Lock()
			defer s.mu.Unlock()
			fmt.Fprintf(w, `{"data":{"latest_version":%d,"type":"aes256-gcm96"}}`, len(s.keys[filepath.Base(r.URL.Path)]))
			return
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	token := filepath.Join(t.TempDir(), "token")
	must(t, os.WriteFile(token, []byte("s.token\n"), 0o600))
	client := server.Client()
	t.Cleanup(client.CloseIdleConnections)
	return Transit{Address: server.URL + "/", Key: "nivel-test", TokenFile: token, Client: client}
}

func TestTransit(t *testing.T) {
	transit := newTransit(t)
	o := options(t.TempDir())
	o.KEK = transit
	v, err := Open(t.Context(), o)
	must(t, err)
	sealed := seal(t, v, child, here, "Testinen")

	t.Run("wraps what another process opens", func(t *testing.T) {
		again, err := Open(t.Context(), o)
		must(t, err)
		wantOpens(t, again, here, sealed, "Testinen")
	})
	t.Run("rotates, and everything opens as before", func(t *testing.T) {
		if n, err := v.Rotate(t.Context()); n != 2 || err != nil {
			t.Errorf("%d wrapped anew, %v", n, err)
		}
		if n, err := v.Rewrap(t.Context()); n != 0 || err != nil {
			t.Errorf("and %d once more, %v", n, err)
		}
		again, err := Open(t.Context(), o)
		must(t, err)
		wantOpens(t, again, here, sealed, "Testinen")
		check(t, again)
	})
	t.Run("unwraps for the right identity only", func(t *testing.T) {
		wrapped, err := transit.Wrap(t.Context(), []byte("key"), []byte("one"))
		must(t, err)
		if key, err := transit.Unwrap(t.Context(), wrapped, []byte("one")); string(key) != "key" || err != nil {
			t.Errorf("%q, %v", key, err)
		}
		for _, bad := range []string{"other", ""} {
			if _, err := transit.Unwrap(t.Context(), wrapped, []byte(bad)); !errors.Is(err, ErrWrongKEK) {
				t.Errorf("for %q: %v", bad, err)
			}
		}
	})
	t.Run("a wrong token, or a server that is away, is a fault and tells no content", func(t *testing.T) {
		wrong := transit
		wrong.TokenFile = filepath.Join(t.TempDir(), "token")
		must(t, os.WriteFile(wrong.TokenFile, []byte("other"), 0o600))
		away := transit
		away.Address = "http://127.0.0.1:1"
		for _, k := range []Transit{wrong, away} {
			_, err := k.Wrap(t.Context(), []byte("secretkey"), nil)
			if err == nil || strings.Contains(err.Error(), "secretkey") || errors.Is(err, ErrWrongKEK) {
				t.Errorf("wrap: %v", err)
			}
		}
	})
}
