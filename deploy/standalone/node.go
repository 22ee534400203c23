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
	"nivel/libs/node/engine"
)

// Node is `nivel node`: history alone, for processes on the same machine; and
// with a word behind it, what an operator does with its folder.
func Node(args []string, clock func() time.Time) int {
	ctx, stop := chassis.Signals(context.Background())
	defer stop()
	word := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		word, args = args[0], args[1:]
	}
	code, err := 0, error(nil)
	switch word {
	case "":
		code, err = serveNode(ctx, args, clock)
	case "backup":
		code, err = copyNode(ctx, "nivel node backup", args)
	case "restore":
		code, err = copyNode(ctx, "nivel node restore", args)
	case "verify", "scavenge":
		code, err = tendNode(ctx, word, args, clock)
	default:
		code, err = 2, fmt.Errorf("there is no %q; there are backup, restore, verify and scavenge", word)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "nivel node:", err)
		code = max(code, 1)
	}
	return code
}

func serveNode(ctx context.Context, args []string, clock func() time.Time) (int, error) {
	settings := chassis.NewSettings("nivel node", "history alone, speaking the EventStoreDB protocol on this machine", os.Getenv)
	data := settings.String("data", "var/data/history", "folder of the history")
	listen := settings.String("listen", "127.0.0.1:2113", "addresses, with commas between: host:port of this machine or unix:/path")
	every := settings.Duration("scavenge-every", 0, "time between scavenges, such as 24h; 0: none but those that are asked for")
	if code, done := parse(settings, args); done {
		return code, nil
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	n, err := node.Start(ctx, node.Options{
		Dir: *data, Listen: strings.Split(*listen, ","), Logger: logger, Clock: clock, ScavengeEvery: *every,
	})
	if err != nil {
		return 1, err
	}
	fmt.Println("serving history at", strings.Join(n.Addresses(), ", "))
	select {
	case <-ctx.Done():
		return 0, n.Close()
	case <-n.Done():
		return 1, n.Err()
	}
}

// copyNode is `nivel node backup` and, the other way round, `nivel node restore`.
// Both refuse a folder that holds something, and verify what they wrote.
func copyNode(ctx context.Context, name string, args []string) (int, error) {
	settings := chassis.NewSettings(name, "copy a history and verify the copy; a node may be serving it", os.Getenv)
	data := settings.String("data", "", "folder of the history")
	to := settings.String("to", "", "folder for the copy: new, or empty")
	if code, done := parse(settings, args); done {
		return code, nil
	}
	if *data == "" || *to == "" {
		return 2, fmt.Errorf("--data and --to are needed")
	}
	copied, err := engine.Copy(ctx, *data, *to)
	if err != nil {
		return 1, err
	}
	fmt.Printf("copied the history up to position %d, %d bytes, to %s, and verified the copy\n", copied.Head, copied.Bytes, *to)
	return 0, nil
}

// tendNode is what is done to a history that no node serves.
func tendNode(ctx context.Context, word string, args []string, clock func() time.Time) (code int, err error) {
	settings := chassis.NewSettings("nivel node "+word, "look after a history that no node serves", os.Getenv)
	data := settings.String("data", "var/data/history", "folder of the history")
	if code, done := parse(settings, args); done {
		return code, nil
	}
	if _, err := os.Stat(*data); err != nil {
		return 1, err
	}
	log, err := engine.Open(ctx, engine.Options{Dir: *data, Clock: clock})
	if err != nil {
		return 1, err
	}
	defer func() {
		if failed := log.Close(); err == nil {
			err = failed
		}
	}()
	if word == "verify" {
		err = log.Verify(ctx)
		if err == nil {
			fmt.Printf("the history is whole, up to position %d\n", log.Head())
		}
		return 0, err
	}
	done, err := log.Scavenge(ctx)
	fmt.Printf("looked at %d streams, removed %d events with %d bytes\n", done.Streams, done.Events, done.Bytes)
	if done.Clean {
		fmt.Println("wrote the files anew: nothing of them is left in the folder")
	}
	return 0, err
}
