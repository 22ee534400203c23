package conformance_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"nivel/libs/history/conformance"
	"nivel/libs/node"
)

func TestNode(t *testing.T) {
	for name, listen := range map[string]string{"over a unix socket": "", "over TCP": "127.0.0.1:0"} {
		t.Run(name, func(t *testing.T) {
			dir, err := os.MkdirTemp("", "nivel") // t.TempDir is too long a path for a socket
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(dir)
			if listen == "" {
				listen = "unix:" + filepath.Join(dir, "node.sock")
			}
			n, err := node.Start(t.Context(), node.Options{Dir: dir, Listen: []string{listen}, Clock: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			conformance.Run(t, n.Address())
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestServerOfEnvironment(t *testing.T) {
	address := os.Getenv("NIVEL_EVENTSTORE")
	if address == "" {
		t.Skip("NIVEL_EVENTSTORE=esdb://… is not set: nothing was compared with a real cluster")
	}
	conformance.Run(t, address)
}
