package standalone

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/edge"
)

// ErrBadKeys: a key is missing, or cannot be opened.
var ErrBadKeys = errors.New("keys are missing or cannot be opened; see the log")

// VaultCommand is `nivel vault check|rotate|rewrap`: it asks a running process to
// open every key of its services, after making newer key-encryption keys and
// wrapping every key under them (rotate), or finishing that (rewrap). It ends
// with 0 when every key can be opened.
func VaultCommand(args []string, clock func() time.Time) int {
	settings := chassis.NewSettings("nivel vault check|rotate|rewrap", "look after the keys of personal data of a running process", os.Getenv)
	ops := settings.String("ops", "http://127.0.0.1:8089", "address of the process's page for ops, or its probes")
	operator := newOperator(settings, clock)
	task := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		task, args = args[0], args[1:]
	}
	if code, done := parse(settings, args); done {
		return code
	}
	if !slices.Contains([]string{"check", "rotate", "rewrap"}, task) {
		fmt.Fprintln(os.Stderr, "usage: nivel vault check|rotate|rewrap")
		return 2
	}
	return operator.run("nivel vault", func(ctx context.Context, tokens *edge.Tokens) error {
		return tendVault(ctx, *ops, task, tokens)
	})
}

func tendVault(ctx context.Context, ops, task string, tokens *edge.Tokens) error {
	done, err := askOps[[]backbone.KeyTask](ctx, ops+"/keys/"+task, tokens)
	if err != nil {
		return fmt.Errorf("ask for it: %w", err)
	}
	bad := 0
	for _, k := range done {
		fmt.Printf("%s: %d keys can be opened, %d cannot, %d are lost, %d were destroyed; %d wrapped anew\n",
			k.Service, k.Keys, k.Bad, k.Lost, k.Destroyed, k.Rewrapped)
		bad += k.Bad + k.Lost
	}
	if bad > 0 {
		return ErrBadKeys
	}
	return nil
}
