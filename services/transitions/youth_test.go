package transitions

import (
	"strings"
	"testing"
	"time"
)

func TestInviteYouth(t *testing.T) {
	open := []Event{CaseOpened(opening)}
	t.Run("gives a code that is valid for seven days", func(t *testing.T) {
		given(t, open...).When(InviteYouth{Token: "t", At: noon, By: aino}).
			Then(YouthInvited{Token: "t", Expires: noon.Add(7 * 24 * time.Hour)})
	})
	t.Run("until the same time of day, also when clocks change in between", func(t *testing.T) {
		before := time.Date(2026, 10, 23, 9, 0, 0, 0, time.UTC) // noon in Helsinki, summer time
		given(t, open...).When(InviteYouth{Token: "t", At: before, By: aino}).
			Then(YouthInvited{Token: "t", Expires: time.Date(2026, 10, 30, 10, 0, 0, 0, time.UTC)})
	})
	t.Run("is the responsible worker's", func(t *testing.T) {
		given(t, open...).When(InviteYouth{Token: "t", At: noon, By: elin}).ThenRefused(ErrNotResponsible)
	})
}

func TestSignInYouth(t *testing.T) {
	expires := noon.Add(7 * 24 * time.Hour)
	invited := []Event{CaseOpened(opening), YouthInvited{Token: "t", Expires: expires}}
	at := noon.Add(time.Hour)
	t.Run("uses the code", func(t *testing.T) {
		given(t, invited...).When(SignInYouth{Token: "t", At: at}).Then(YouthSignedIn{At: at})
	})
	t.Run("works to the last moment and not after", func(t *testing.T) {
		last := expires.Add(-time.Second)
		given(t, invited...).When(SignInYouth{Token: "t", At: last}).Then(YouthSignedIn{At: last})
		given(t, invited...).When(SignInYouth{Token: "t", At: expires}).ThenRefused(ErrCodeExpired)
	})
	t.Run("works once", func(t *testing.T) {
		given(t, append(invited, YouthSignedIn{})...).When(SignInYouth{Token: "t", At: at}).ThenRefused(ErrUnknownCode)
	})
	t.Run("does not work with a code that was replaced, nor with none", func(t *testing.T) {
		given(t, append(invited, YouthInvited{Token: "u", Expires: expires})...).When(SignInYouth{Token: "t", At: at}).ThenRefused(ErrUnknownCode)
		given(t, invited[0]).When(SignInYouth{At: at}).ThenRefused(ErrUnknownCode)
	})
}

func TestCode(t *testing.T) {
	t.Run("has ten characters of which none looks like another", func(t *testing.T) {
		seen, used := map[string]bool{}, map[rune]bool{}
		for range 500 {
			code := newCode()
			if read, ok := readCode(code); !ok || read != code || strings.ContainsAny(code, "0O1IL2Z5S8BU") {
				t.Fatalf("made a code that is none: %d characters", len(code))
			}
			seen[code] = true
			for _, r := range code {
				used[r] = true
			}
		}
		if len(seen) != 500 || len(used) != len(codeAlphabet) {
			t.Errorf("%d codes of %d characters", len(seen), len(used))
		}
	})
	t.Run("is read in any letter case, with spaces and dashes", func(t *testing.T) {
		if got, ok := readCode(" acdef-ghj k3"); !ok || got != "ACDEFGHJK3" {
			t.Errorf("read %q, %v", got, ok)
		}
	})
	t.Run("is not read from anything else", func(t *testing.T) {
		for _, typed := range []string{"", "ACDEFGHJK", "ACDEFGHJK33", "ACDEFGHJK0", "ACDEFGHJKÄ", "ACDE\x00GHJK3"} {
			if got, ok := readCode(typed); ok {
				t.Errorf("read %q from %q", got, typed)
			}
		}
	})
}

func FuzzReadCode(f *testing.F) {
	for _, typed := range []string{"", "ACDEFGHJK3", "acdef ghj-k3", "ACDEFGHJKÄ", "ſcdefghjk3", "          "} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := readCode(typed)
		if !ok {
			return
		}
		for _, r := range code {
			if !strings.ContainsRune(codeAlphabet, r) {
				t.Errorf("%q was read as %q", typed, code)
			}
		}
		if again, ok := readCode(strings.ToLower(code)); len(code) != codeLength || !ok || again != code {
			t.Errorf("%q was read as %q, and that as %q", typed, code, again)
		}
	})
}
