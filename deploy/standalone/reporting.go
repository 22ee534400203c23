package standalone

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"nivel/libs/access"
	"nivel/libs/chassis"
	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// ReportCommand is `nivel report thl --half YYYY-MM`: the supervision figures of a
// half-year (LSL 417/2007 27 a §) from a running system, as CSV on the standard
// output. No person is in them. It ends with 0 when it has printed, 1 when the
// system did not answer or refused what was asked, 2 for a wrong call.
func ReportCommand(args []string, clock func() time.Time) int {
	const usage = "usage: nivel report thl --half 2026-10 [--as-of DATE] [--known then|now|both]"
	settings := chassis.NewSettings("nivel report thl", "the supervision figures of a half-year as CSV; about nobody", os.Getenv)
	half := settings.String("half", "", "first month of the half-year, as YYYY-04 or YYYY-10")
	asOf := settings.String("as-of", "", "day to look from, as YYYY-MM-DD; empty: today")
	known := settings.String("known", "both", "then: as recorded by the end of that day; now: as known now; both")
	api := settings.String("api", "http://127.0.0.1:8081", "address of the HTTP interface")
	operator := newOperator(settings, clock)
	if len(args) == 0 || args[0] != "thl" {
		fmt.Fprintln(os.Stderr, usage)
		return 2
	}
	if code, done := parse(settings, args[1:]); done {
		return code
	}
	columns, err := knownBy(*known)
	if *half == "" || err != nil {
		fmt.Fprintln(os.Stderr, usage)
		return 2
	}
	return operator.run("nivel report", func(ctx context.Context, tokens *edge.Tokens) error {
		return reportThl(ctx, reporter(*api, tokens), url.Values{"from": {*half}, "as_of": {*asOf}}, columns, os.Stdout)
	})
}

// errKnown: neither of contracts.ThlKnown, nor both.
var errKnown = errors.New("known is then, now or both")

func knownBy(name string) ([]string, error) {
	switch {
	case name == "both":
		return contracts.ThlKnown(), nil
	case slices.Contains(contracts.ThlKnown(), name):
		return []string{name}, nil
	}
	return nil, errKnown
}

// reporter asks intake as who runs the system: figures only.
func reporter(api string, tokens *edge.Tokens) *edge.Client {
	return &edge.Client{Base: api, Bearer: func(context.Context) (string, error) {
		return tokens.Issue(access.Actor{ID: "report", Role: access.Ops}, time.Minute)
	}}
}

func reportThl(ctx context.Context, intake *edge.Client, query url.Values, known []string, out io.Writer) error {
	if query.Get("as_of") == "" {
		query.Del("as_of")
	}
	report, _, err := edge.Call[contracts.ThlReport](ctx, intake, edge.Request{Method: http.MethodGet, Path: "/reports/thl", Query: query})
	if err != nil {
		return fmt.Errorf("ask intake: %w", err)
	}
	return csv.NewWriter(out).WriteAll(report.Records(known...))
}
