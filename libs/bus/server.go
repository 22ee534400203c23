package bus

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// patience is how long a start may take: reading a large store takes a while.
const patience = time.Minute

// startServer runs a NATS server inside this process. It listens on no network
// and writes through to the disk before it acknowledges: by default NATS would
// do so every two minutes only.
func startServer(dir string) (*server.Server, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the NATS store: %w", err)
	}
	s, err := server.NewServer(&server.Options{
		ServerName: "nivel",
		DontListen: true,
		JetStream:  true,
		StoreDir:   dir,
		SyncAlways: true,
		NoSigs:     true,
		NoLog:      true,
	})
	if err != nil {
		return nil, fmt.Errorf("set up the NATS server: %w", err)
	}
	s.Start()
	if !s.ReadyForConnections(patience) || !s.JetStreamEnabled() {
		s.Shutdown()
		s.WaitForShutdown()
		return nil, errors.New("the NATS server inside this process does not start on its store folder")
	}
	return s, nil
}
