package standalone

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"nivel/libs/access"
	"nivel/libs/backbone"
	"nivel/libs/chassis"
	"nivel/libs/edge"
)

// ErrOtherDigest: of the same events something else was built anew than there was
// before: the old read models were wrong.
var ErrOtherDigest = errors.New("the read models were wrong before the rebuild: of the same events, they are not what they were")

// ErrNotCompared: the new read models serve, but something was written meanwhile,
// so that the old ones are no measure for them.
var ErrNotCompared = errors.New("something was written meanwhile: the read models are rebuilt, not compared")

// RebuildCommand is `nivel rebuild SERVICE …`: it asks a running process to
// build the read models of a service anew while the old ones serve. It ends with
// 0 when the new ones equal the old ones.
func RebuildCommand(args []string, clock func() time.Time) int {
	settings := chassis.NewSettings("nivel rebuild SERVICE", "build the read models of a service anew while the old ones serve", os.Getenv)
	ops := settings.String("ops", "http://127.0.0.1:8089", "address of the process's page for ops, or its probes")
	operator := newOperator(settings, clock)
	service := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		service, args = args[0], args[1:]
	}
	if code, done := parse(settings, args); done {
		return code
	}
	if service == "" {
		fmt.Fprintln(os.Stderr, "usage: nivel rebuild SERVICE")
		return 2
	}
	return operator.run("nivel rebuild", func(ctx context.Context, tokens *edge.Tokens) error {
		return rebuild(ctx, *ops, service, tokens)
	})
}

func rebuild(ctx context.Context, ops, service string, tokens *edge.Tokens) error {
	out, err := askOps[backbone.Rebuilt](ctx, ops+"/read-models/"+service+"/rebuild", tokens)
	if err != nil {
		return fmt.Errorf("ask for the rebuild: %w", err)
	}
	fmt.Printf("%s: digest before %s, after %s\n", out.Service, out.Before, out.After)
	switch {
	case !out.Compared():
		return ErrNotCompared
	case !out.Same():
		return ErrOtherDigest
	}
	return nil
}

// askOps sends a POST without a body to the page for ops of a running process, as
// its operator, and returns the answer.
func askOps[Answer backbone.Rebuilt | []backbone.KeyTask](ctx context.Context, address string, tokens *edge.Tokens) (out Answer, err error) {
	token, err := tokens.Issue(access.Actor{ID: "operator", Role: access.Ops}, time.Minute)
	if err != nil {
		return out, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, nil)
	if err != nil {
		return out, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return out, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return out, fmt.Errorf("the process answers %s", response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("read the answer: %w", err)
	}
	return out, nil
}
