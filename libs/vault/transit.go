package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// Transit is a key-encryption key in the transit engine of HashiCorp Vault or
// OpenBao: the key never leaves that server. Per service one key of the type
// aes256-gcm96, because the identity of a key goes along as associated data.
// The token may use encrypt, decrypt, read, create and rotate of that key.
type Transit struct {
	Address   string       // of the server, such as "https://vault.county.example:8200"
	Mount     string       // of the engine; empty: "transit"
	Key       string       // name of the key, such as "nivel-intake"
	TokenFile string       // file that holds the token, read anew for each call, so that an agent may renew it
	Client    *http.Client // nil: one that waits 10 s for an answer
}

var transitClient = &http.Client{Timeout: 10 * time.Second}

// maxTransitAnswer bounds what is read of an answer; ours are some hundred bytes.
const maxTransitAnswer = 1 << 20

// transitText is one of the texts that requests and answers hold.
type transitRequest struct {
	Type           string `json:"type,omitempty"`
	Plaintext      []byte `json:"plaintext,omitempty"` // base64 in JSON
	Ciphertext     string `json:"ciphertext,omitempty"`
	AssociatedData []byte `json:"associated_data,omitempty"`
}

type transitAnswer struct {
	Data struct {
		Plaintext  []byte `json:"plaintext"`
		Ciphertext string `json:"ciphertext"`
		Latest     int    `json:"latest_version"`
	} `json:"data"`
}

// errTransit is an answer that is none: the status alone is told, as an answer
// may repeat what was asked.
type errTransit struct{ status int }

func (e errTransit) Error() string { return "the transit engine answers " + strconv.Itoa(e.status) }

// Make implements Keeper; the server leaves a key that is there alone.
func (t Transit) Make(ctx context.Context) error {
	_, err := t.call(ctx, http.MethodPost, "keys", "", transitRequest{Type: "aes256-gcm96"})
	return err
}

// Rotate implements Keeper.
func (t Transit) Rotate(ctx context.Context) error {
	_, err := t.call(ctx, http.MethodPost, "keys", "/rotate", transitRequest{})
	return err
}

// Newest implements Keeper: a ciphertext begins with "vault:v" and the version.
func (t Transit) Newest(ctx context.Context, wrapped []byte) (bool, error) {
	answer, err := t.call(ctx, http.MethodGet, "keys", "", transitRequest{})
	if err != nil {
		return false, err
	}
	return answer.Data.Latest > 0 && strings.HasPrefix(string(wrapped), fmt.Sprintf("vault:v%d:", answer.Data.Latest)), nil
}

// Wrap implements Wrapper.
func (t Transit) Wrap(ctx context.Context, key, identity []byte) ([]byte, error) {
	answer, err := t.call(ctx, http.MethodPost, "encrypt", "", transitRequest{Plaintext: key, AssociatedData: identity})
	if err == nil && answer.Data.Ciphertext == "" {
		err = errors.New("the transit engine answers without a ciphertext")
	}
	return []byte(answer.Data.Ciphertext), err
}

// Unwrap implements Wrapper. Errors: ErrWrongKEK when the server says that the
// request is bad, which is all that it says of a ciphertext that does not open.
func (t Transit) Unwrap(ctx context.Context, wrapped, identity []byte) ([]byte, error) {
	answer, err := t.call(ctx, http.MethodPost, "decrypt", "", transitRequest{Ciphertext: string(wrapped), AssociatedData: identity})
	if fault, ok := errors.AsType[errTransit](err); ok && fault.status == http.StatusBadRequest {
		return nil, ErrWrongKEK
	}
	if err == nil && len(answer.Data.Plaintext) == 0 {
		err = errors.New("the transit engine answers without a plaintext")
	}
	return answer.Data.Plaintext, err
}

func (t Transit) call(ctx context.Context, method, what, then string, ask transitRequest) (transitAnswer, error) {
	var answer transitAnswer
	token, err := os.ReadFile(t.TokenFile)
	if err != nil {
		return answer, fmt.Errorf("read the token of the transit engine: %w", err)
	}
	mount := t.Mount
	if mount == "" {
		mount = "transit"
	}
	var body io.Reader
	if method != http.MethodGet {
		raw, err := json.Marshal(ask)
		if err != nil {
			return answer, fmt.Errorf("encode a request to the transit engine: %w", err)
		}
		body = bytes.NewReader(raw)
	}
	address := strings.TrimRight(t.Address, "/") + "/v1/" + mount + "/" + what + "/" + url.PathEscape(t.Key) + then
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return answer, fmt.Errorf("ask the transit engine: %w", err)
	}
	request.Header.Set("X-Vault-Token", strings.TrimSpace(string(token)))
	request.Header.Set("X-Vault-Request", "true")
	return t.send(request)
}

func (t Transit) send(request *http.Request) (transitAnswer, error) {
	var answer transitAnswer
	client := t.Client
	if client == nil {
		client = transitClient
	}
	response, err := client.Do(request)
	if err != nil {
		return answer, fmt.Errorf("ask the transit engine: %w", err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxTransitAnswer))
	if err != nil {
		return answer, fmt.Errorf("read the transit engine's answer: %w", err)
	}
	if response.StatusCode/100 != 2 {
		return answer, errTransit{response.StatusCode}
	}
	if len(raw) == 0 {
		return answer, nil // 204: done
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return answer, errors.New("the transit engine's answer is no JSON") // what it was is not told
	}
	return answer, nil
}
