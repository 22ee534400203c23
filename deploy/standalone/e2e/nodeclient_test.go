//go:build e2e

package e2e

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nodeClient is where scripts/install/npm puts the official Node.js client.
const nodeClient = "../../../scripts/nodeclient"

// TestNodeClient runs the official Node.js client against a history process:
// nodeclient.mjs says what it does. Then the operator's commands, on the same
// folder: a backup under the running node, and the rest when it has stopped.
func TestNodeClient(t *testing.T) {
	if _, err := os.Stat(filepath.Join(nodeClient, "node_modules", "@eventstore", "db-client")); err != nil {
		t.Fatal("run scripts/install/npm first: ", err)
	}
	data, address := t.TempDir(), "127.0.0.1:"+freePort(t)
	history := start(t, filepath.Join(binaries, "nivel"), nil, "node", "--data", data, "--listen", address)
	eventually(t, 30*time.Second, address+" to listen", func() bool {
		conn, err := net.Dial("tcp", address)
		return err == nil && conn.Close() == nil
	})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "node", "nodeclient.mjs", "esdb://"+address+"?tls=false", nodeClient).CombinedOutput()
	if held := strings.Count(string(out), "holds: "); err != nil || held != 10 {
		t.Fatalf("%d steps held, %v\n%s", held, err, out)
	}

	backup, restored := filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "restored")
	says(t, "verified the copy", "backup", "--data", data, "--to", backup)
	if out, err := operate("backup", "--data", data, "--to", backup); err == nil {
		t.Errorf("a backup over a backup: %s", out)
	}
	if out, err := operate("scavenge", "--data", data); err == nil || !strings.Contains(out, "lock") {
		t.Errorf("a scavenge beside a running node: %s", out)
	}
	history.stop()
	says(t, "the files anew", "scavenge", "--data", data)
	says(t, "is whole", "verify", "--data", data)
	says(t, "verified the copy", "restore", "--data", backup, "--to", restored)
	says(t, "removed 0 events", "scavenge", "--data", data)
}

// operate runs a word of `nivel node`.
func operate(args ...string) (string, error) {
	out, err := exec.Command(filepath.Join(binaries, "nivel"), append([]string{"node"}, args...)...).CombinedOutput()
	return string(out), err
}

func says(t *testing.T, want string, args ...string) {
	t.Helper()
	if out, err := operate(args...); err != nil || !strings.Contains(out, want) {
		t.Fatalf("nivel node %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
