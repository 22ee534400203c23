package standalone

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"nivel/libs/chassis"
	"nivel/libs/edge"
)

// parse reads the settings of a command. done says that the process ends with
// code: help was asked for, or a setting is wrong.
func parse(settings *chassis.Settings, args []string) (code int, done bool) {
	switch err := settings.Parse(args, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
		return 0, true
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 2, true
	}
	return 0, false
}

// ImportCommand is `nivel import notifications FILE …`. It ends with 0 when
// every row is in, 1 when some were wrong or refused or the service could not be
// reached, 2 for a wrong call.
func ImportCommand(args []string, clock func() time.Time) int {
	settings := chassis.NewSettings("nivel import notifications FILE", "bring child welfare notifications from a CSV file", os.Getenv)
	area := settings.String("area", "demo", "code of the area that the file is for; another area's instance refuses it")
	api := settings.String("api", "http://127.0.0.1:8081", "address of the HTTP interface")
	operator := newOperator(settings, clock)
	good := settings.Bool("good-rows", false, "import the good rows of a file that has wrong ones")
	file := ""
	if len(args) > 1 && args[0] == "notifications" && !strings.HasPrefix(args[1], "-") {
		file, args = args[1], args[2:]
	}
	if code, done := parse(settings, args); done {
		return code
	}
	if file == "" {
		fmt.Fprintln(os.Stderr, "usage: nivel import notifications FILE --area CODE")
		return 2
	}
	return operator.run("nivel import", func(ctx context.Context, tokens *edge.Tokens) error {
		return Import{
			File: file, Area: *area, GoodRows: *good, Intake: Importer(*api, *area, tokens), Out: os.Stdout, Now: clock(),
		}.Run(ctx)
	})
}

// operator is who asks a running system by a command: it is known by the system's
// secret, which lies in the data folder or where the deployment put it.
type operator struct {
	data, secret *string
	clock        func() time.Time
}

// newOperator adds the settings that say where the secret is.
func newOperator(settings *chassis.Settings, clock func() time.Time) operator {
	return operator{
		data:   settings.String("data", "var/data", "data folder of the running system, for its secret"),
		secret: settings.String("secret-file", "", "file with the secret; empty: secret.key in --data"),
		clock:  clock,
	}
}

// run does what a command asks for, until a signal, and returns how the process
// ends: with 0, or with 1 after it said under the command's name what was wrong.
func (o operator) run(command string, do func(context.Context, *edge.Tokens) error) int {
	ctx, stop := chassis.Signals(context.Background())
	defer stop()
	file := *o.secret
	if file == "" {
		file = filepath.Join(*o.data, "secret.key")
	}
	tokens, err := readTokens(file, o.clock)
	if err == nil {
		err = do(ctx, tokens)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, command+":", err)
		return 1
	}
	return 0
}

func readTokens(file string, clock func() time.Time) (*edge.Tokens, error) {
	secret, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the secret of the running system: %w", err)
	}
	return edge.NewTokens(secret, clock)
}
