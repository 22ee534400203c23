package standalone

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"nivel/libs/chassis"
	"nivel/libs/node"
)

// Node is `nivel node`: history alone, for processes on the same machine.
func Node(args []string, clock func() time.Time) int {
	settings := chassis.NewSettings("nivel node", "history alone, speaking the EventStoreDB protocol on this machine", os.Getenv)
	data := settings.String("data", "var/data/history", "folder of the history")
	listen := settings.String("listen", "127.0.0.1:2113", "addresses, with commas between: host:port of this machine or unix:/path")
	if code, done := parse(settings, args); done {
		return code
	}
	ctx, stop := chassis.Signals(context.Background())
	defer stop()
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	n, err := node.Start(ctx, node.Options{Dir: *data, Listen: strings.Split(*listen, ","), Logger: logger, Clock: clock})
	if err != nil {
		fmt.Fprintln(os.Stderr, "nivel node:", err)
		return 1
	}
	fmt.Println("serving history at", strings.Join(n.Addresses(), ", "))
	select {
	case <-ctx.Done():
		err = n.Close()
	case <-n.Done():
		err = n.Err()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "nivel node:", err)
		return 1
	}
	return 0
}
