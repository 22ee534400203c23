package edge

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
)

var private = access.Own{FamilyName: "Canaryfamily", Address: "Canarystreet 1", IdentityCode: "010190-900P"}

// TestTokens_CarryWhoSomebodyIsInPrivateSealed: who has the secret reads it, and nobody
// reads it in the header; for another actor or under another secret it is no token.
func TestTokens_CarryWhoSomebodyIsInPrivateSealed(t *testing.T) {
	now := noon
	tokens := tokensAt(t, "s", &now)
	token, err := tokens.IssueFor(worker, private, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if actor, own, err := tokens.VerifyFor(token); err != nil || actor != worker || own != private {
		t.Errorf("it proves %v, %v: %v", actor, own, err)
	}
	if actor, err := tokens.Verify(token); err != nil || actor != worker {
		t.Errorf("it proves %v: %v", actor, err)
	}
	for _, part := range strings.Split(token, ".") {
		plain, _ := base64.RawURLEncoding.DecodeString(part)
		for _, name := range []string{"Canary", "010190", base64.StdEncoding.EncodeToString([]byte("Canaryfamily"))[:12]} {
			if strings.Contains(part+string(plain), name) {
				t.Errorf("the token says %s", name)
			}
		}
	}
	sealed, err := tokens.sealOwn(worker.ID, private)
	if err != nil {
		t.Fatal(err)
	}
	for why, open := range map[string]func() error{
		"another actor's":      func() error { _, err := tokens.openOwn("w-2", sealed); return err },
		"under another secret": func() error { _, err := tokensAt(t, "x", &now).openOwn(worker.ID, sealed); return err },
		"cut short":            func() error { _, err := tokens.openOwn(worker.ID, sealed[:8]); return err },
		"changed":              func() error { _, err := tokens.openOwn(worker.ID, append(slices.Clone(sealed), 1)); return err },
	} {
		if err := open(); !errors.Is(err, ErrNotSignedIn) {
			t.Errorf("what is %s opens: %v", why, err)
		}
	}
	if _, own, err := tokens.VerifyFor(mustIssue(t, tokens)); err != nil || own != (access.Own{}) {
		t.Errorf("a token without it says %v: %v", own, err)
	}
}

func mustIssue(t *testing.T, tokens *Tokens) string {
	t.Helper()
	token, err := tokens.Issue(worker, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// TestOwn_IsPrintedByNobody, and is not passed on to whom somebody acts for.
func TestOwn_IsPrintedByNobody(t *testing.T) {
	ctx := WithOwn(WithActor(t.Context(), worker), private)
	for _, text := range []string{fmt.Sprint(private), fmt.Sprintf("%+v %#v %s %q", private, private, private, private), fmt.Sprintf("%+v", struct{ Own access.Own }{private}), private.LogValue().String()} {
		if strings.Contains(text, "Canary") || strings.Contains(text, "010190") {
			t.Errorf("it is printed as %s", text)
		}
	}
	if OwnOf(ctx) != private || OwnOf(WithActor(ctx, access.Actor{ID: "oma", Role: access.System})) != (access.Own{}) {
		t.Error("the system is somebody in private")
	}
}

// TestNear_IsNotedWithWhatWasShown: before and after it was found, of that person only,
// and not of what was denied.
func TestNear_IsNotedWithWhatWasShown(t *testing.T) {
	log := &useLog{}
	c := newCounty(t, func(o *Options) {
		o.Uses = log
		o.Decider = deciderFunc(func(_ access.Actor, _ access.Action, r access.Resource) access.Decision {
			return access.Decision{Allowed: r.Kind != "denied"}
		})
	})
	c.api.Handle("GET /matters", "intake.see", doing(func(ctx context.Context) error {
		Sees(ctx, "before", access.Resource{Person: "p-1"})
		Near(ctx, "p-1", access.OwnFamilyName)
		Near(ctx, "p-1", access.OwnFamilyName, access.OwnAddress)
		Near(ctx, "p-1")
		Sees(ctx, "after", access.Resource{Person: "p-1"})
		Sees(ctx, "other", access.Resource{Person: "p-2"})
		_ = Admit(ctx, "denied", access.Resource{Person: "p-1", Kind: "denied"}, errNoMatter)
		return nil
	}))
	c.wants(c.ask("GET", "/matters", ""), http.StatusOK, "")
	want := map[string]string{"before": "[own-family-name own-address]", "after": "[own-family-name own-address]", "other": "[]", "denied": "[]"}
	for _, use := range log.uses {
		if got := fmt.Sprint(use.Near); got != want[use.ID] {
			t.Errorf("%s is noted as near in %s", use.ID, got)
		}
		delete(want, use.ID)
	}
	if len(want) > 0 {
		t.Errorf("not noted: %v", want)
	}
}
