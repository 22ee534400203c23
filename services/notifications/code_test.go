package notifications

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

func TestSendCode(t *testing.T) {
	c := newCounty(t)
	young := es.NewID()
	send := func(by *edge.Client, code string) (string, error) {
		out, _, err := edge.Call[contracts.CodeSent](t.Context(), by, edge.Request{
			Method: "POST", Path: "/codes", Body: contracts.CodeLetter{Person: young, Code: code}, Command: es.NewID(),
		})
		return out.Outcome, err
	}
	pages := &edge.Client{Base: c.base, Bearer: func(context.Context) (string, error) {
		return c.tokens.Issue(access.Actor{ID: "desk", Role: access.System, Area: testArea.Code}, time.Minute)
	}}
	outcome := func(t *testing.T, want string) {
		t.Helper()
		if got, err := send(pages, "K7MNP3QRTW"); got != want || err != nil {
			t.Errorf("it is %q, %v", got, err)
		}
	}
	t.Run("says that there is no address", func(t *testing.T) { outcome(t, "no-address") })
	c.choose(young.String(), "canary@example.com", "sv")
	before := len(c.happened(young.String()))
	t.Run("goes to the address that the young person gave, in their language, and says no more than it must", func(t *testing.T) {
		outcome(t, "sent")
		letters := c.smtp.all()
		if len(letters) != 1 || letters[0].to != "canary@example.com" || !strings.Contains(letters[0].raw, "K7MNP 3QRTW") || !strings.Contains(letters[0].raw, "Din kod") {
			t.Fatalf("the letters are %v", letters)
		}
		for _, telling := range []string{"Nivel", "K7MNP3QRTW", "code=", "välfärd", "barn", "eftervård"} {
			if strings.Contains(letters[0].raw, telling) {
				t.Errorf("it says %s", telling)
			}
		}
	})
	t.Run("says when the server did not take it, and does not try again", func(t *testing.T) {
		c.smtp.next(saysBye)
		outcome(t, "not-sent")
		if n := len(c.smtp.all()); n != 1 {
			t.Errorf("%d letters have arrived", n)
		}
	})
	t.Run("is kept nowhere", func(t *testing.T) {
		if after := len(c.happened(young.String())); after != before {
			t.Errorf("history has %d events more", after-before)
		}
	})
	t.Run("sends nothing but codes", func(t *testing.T) {
		for _, words := range []string{"", "COME NOW!!", "k7mnp3qrtw", "K7MNP3QRTWX"} {
			if _, err := send(pages, words); !errors.Is(err, ErrMalformedCode) {
				t.Errorf("%q: %v", words, err)
			}
		}
	})
	t.Run("is for nobody to ask past the pages: who may invite whom is not known here", func(t *testing.T) {
		for _, who := range []string{"w-aino", "w-elin", young.String()} {
			if _, err := send(c.as(who), "K7MNP3QRTW"); !errors.Is(err, edge.ErrNotAllowed) {
				t.Errorf("%s is answered %v", who, err)
			}
		}
		if n := len(c.smtp.all()); n != 1 {
			t.Errorf("%d letters have arrived", n)
		}
	})
}
