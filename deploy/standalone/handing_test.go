package standalone

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/handfile"
	"nivel/libs/uselog"
)

// TestHandoverCommand: a file that the area's key signed is trusted, and nothing
// of the client is printed; a changed one, and one of another key, is not.
func TestHandoverCommand(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	key, err := uselog.OpenKey(path("handover.pem"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := uselog.OpenKey(path("other.pem")); err != nil {
		t.Fatal(err)
	}
	sealed, err := handfile.Seal(key.Signer(), contracts.HandedCase{
		FromArea: "21", ToArea: "08", On: calendar.MustParse("2026-11-23"), Documents: []string{"plan", "right"},
		Client: contracts.HandedClient{FamilyName: "Virtasalo", GivenNames: "Venla", IdentityCode: "010190-900P"},
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := json.Marshal(sealed)
	write := func(name, content string) string {
		if err := os.WriteFile(path(name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path(name)
	}
	var said strings.Builder
	if err := verifyHandover(write("whole.json", string(raw)), path("handover.pem.pub"), &said); err != nil {
		t.Errorf("the whole file: %v", err)
	}
	if said.String() != "whole and signed: from area 21 for area 08, 2026-11-23, with plan, right\n" {
		t.Errorf("it said %q", said.String())
	}
	said.Reset()
	changed := write("changed.json", strings.Replace(string(raw), "Virtasalo", "Virtasola", 1))
	if err := verifyHandover(changed, path("handover.pem.pub"), &said); !errors.Is(err, handfile.ErrSignature) || said.String() != "" {
		t.Errorf("a changed file: %v, %q", err, said.String())
	}
	if err := verifyHandover(path("whole.json"), path("other.pem.pub"), &said); !errors.Is(err, handfile.ErrUnknownKey) {
		t.Errorf("another key: %v", err)
	}
	for _, wrong := range [][]string{nil, {"verify"}, {"verify", path("whole.json")}, {"open", path("whole.json"), "--key", path("handover.pem.pub")}} {
		if code := HandoverCommand(wrong, nil); code != 2 {
			t.Errorf("%v ended with %d", wrong, code)
		}
	}
	if code := HandoverCommand([]string{"verify", path("whole.json"), "--key", path("handover.pem.pub")}, nil); code != 0 {
		t.Errorf("the whole file ended with %d", code)
	}
}
