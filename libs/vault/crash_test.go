package vault

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"nivel/libs/es"
)

// childDir names the variable that turns this test binary into the process that
// is killed.
const childDir = "NIVEL_VAULT_TEST_DIR"

// sealUntilKilled seals for one new person after another, from several
// goroutines, and says each sealed value aloud once Seal has returned it.
func sealUntilKilled(dir string) {
	v, err := Open(context.Background(), Options{Dir: dir})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for range 7 {
		go sealForEver(v)
	}
	sealForEver(v)
}

func sealForEver(v *Vault) {
	for {
		sealed, err := v.Seal(context.Background(), Subject{es.NewID(), ChildProtection}, here, "Testinen")
		line, _ := json.Marshal(sealed)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Stdout.Write(append(line, '\n'))
	}
}

func TestKill_LosesNoKeyWhoseSealReturned(t *testing.T) {
	dir := t.TempDir()
	var acknowledged []Sealed
	for cycle := range 6 {
		acknowledged = append(acknowledged, sealAndKill(t, dir, 20+40*cycle)...)
		v := open(t, dir)
		for _, s := range acknowledged {
			wantOpens(t, v, here, s, "Testinen")
		}
		if got, err := v.Check(t.Context()); err != nil || got.Err() != nil || got.Keys < len(acknowledged) {
			t.Errorf("check: %+v, %v", got, err)
		}
		shut(t, v)
	}
}

// sealAndKill kills the child once it has said so many values, and returns all
// that it said.
func sealAndKill(t *testing.T, dir string, after int) []Sealed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), childDir+"="+dir), os.Stderr
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var got []Sealed
	for lines := bufio.NewScanner(said); lines.Scan(); {
		var s Sealed
		if json.Unmarshal(lines.Bytes(), &s) != nil {
			break // the last line, cut by the kill
		}
		if got = append(got, s); len(got) == after {
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if len(got) < after {
		t.Fatalf("the child ended by itself after %d", len(got))
	}
	return got
}
