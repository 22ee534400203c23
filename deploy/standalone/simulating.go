package standalone

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/chassis"
	"nivel/libs/contracts"
	"nivel/libs/edge"
)

// lawFile is a draft of section 75 as a file. What it does not say is as it is
// today; a transition is said as a whole.
type lawFile struct {
	InForce          calendar.Date `yaml:"in_force"`
	AgeLimit         *int          `yaml:"age_limit"`
	YearsAfterClient *int          `yaml:"years_after_client"`
	HalfYearMonths   *int          `yaml:"half_year_months"`
	Transition       struct {
		ReachedBefore calendar.Date `yaml:"reached_before"`
		EndsOn        calendar.Date `yaml:"ends_on"`
	} `yaml:"transition"`
}

// ErrNoDraft: the file says no day from which the draft would be in force.
var ErrNoDraft = errors.New("the draft says no in_force")

// ReadLaw reads a draft and returns it as the query that asks for it.
// Errors: what is no YAML, an unknown field, a day that is none, ErrNoDraft.
func ReadLaw(draft []byte) (url.Values, error) {
	var f lawFile
	decoder := yaml.NewDecoder(bytes.NewReader(draft))
	decoder.KnownFields(true)
	if err := decoder.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the draft: %w", err)
	}
	if f.InForce.IsZero() {
		return nil, ErrNoDraft
	}
	query := url.Values{}
	for name, day := range map[string]calendar.Date{
		"in_force": f.InForce, "reached_before": f.Transition.ReachedBefore, "ends_on": f.Transition.EndsOn,
	} {
		if !day.IsZero() {
			query.Set(name, day.String())
		}
	}
	for name, n := range map[string]*int{
		"age_limit": f.AgeLimit, "years_after_client": f.YearsAfterClient, "half_year_months": f.HalfYearMonths,
	} {
		if n != nil {
			query.Set(name, strconv.Itoa(*n))
		}
	}
	return query, nil
}

// SimulateCommand is `nivel simulate law --rules FILE`: it asks a running process
// what a draft would do to its caseload, and prints figures about nobody. Whom it
// affects and why is on the page of who leads them. It ends with 0 when it has
// printed, 1 when the process or the draft did not answer, 2 for a wrong call.
func SimulateCommand(args []string, clock func() time.Time) int {
	settings := chassis.NewSettings("nivel simulate law", "what a draft law would do to the caseload; changes nothing", os.Getenv)
	rules := settings.String("rules", "", "YAML file with the draft: in_force, age_limit, years_after_client, half_year_months, transition")
	asOf := settings.String("as-of", "", "day to look from, as YYYY-MM-DD; empty: today")
	api := settings.String("api", "http://127.0.0.1:8082", "address of the HTTP interface of transitions")
	operator := newOperator(settings, clock)
	if len(args) == 0 || args[0] != "law" {
		fmt.Fprintln(os.Stderr, "usage: nivel simulate law --rules draft.yaml [--as-of DATE]")
		return 2
	}
	if code, done := parse(settings, args[1:]); done {
		return code
	}
	if *rules == "" {
		fmt.Fprintln(os.Stderr, "usage: nivel simulate law --rules draft.yaml [--as-of DATE]")
		return 2
	}
	return operator.run("nivel simulate", func(ctx context.Context, tokens *edge.Tokens) error {
		return simulateLaw(ctx, *rules, *asOf, *api, tokens)
	})
}

func simulateLaw(ctx context.Context, rules, asOf, api string, tokens *edge.Tokens) error {
	draft, err := os.ReadFile(rules)
	if err != nil {
		return fmt.Errorf("open the draft: %w", err)
	}
	query, err := ReadLaw(draft)
	if err != nil {
		return err
	}
	if asOf != "" {
		query.Set("as_of", asOf)
	}
	client := &edge.Client{Base: api, Bearer: func(context.Context) (string, error) {
		return tokens.Issue(access.Actor{ID: "simulate", Role: access.Ops}, time.Minute)
	}}
	figures, _, err := edge.Call[contracts.LawFigures](ctx, client, edge.Request{Method: http.MethodGet, Path: "/simulations/law/figures", Query: query})
	if err != nil {
		return fmt.Errorf("ask transitions: %w", err)
	}
	PrintLaw(os.Stdout, figures)
	return nil
}

// PrintLaw writes figures as people read them: the same figures, the same bytes.
func PrintLaw(out io.Writer, f contracts.LawFigures) {
	fmt.Fprintf(out, "417/2007 75 § (draft): in force %s, age limit %d, %d years after the last client day, %d months of open care\n",
		f.Rules.InForce, f.Rules.AgeLimit, f.Rules.YearsAfterClient, f.Rules.HalfYearMonths)
	if !f.Rules.EndsOn.IsZero() {
		fmt.Fprintf(out, "transition: who reaches the age before %s keeps the right until %s\n", f.Rules.ReachedBefore, f.Rules.EndsOn)
	}
	fmt.Fprintf(out, "as of %s: %d people, %d cases without a judged right, %d for a person to decide\n\n", f.AsOf, f.People, f.Unknown, f.Undecided)
	for _, change := range contracts.LawChanges() {
		fmt.Fprintf(out, "%-8s %d\n", change, f.Changes[change])
	}
	fmt.Fprintf(out, "\n%-8s %8s %8s %8s %12s\n", "month", "now", "draft", "no plan", "no receiver")
	for _, m := range f.Months {
		if m.LeaveNow+m.LeaveDraft > 0 {
			fmt.Fprintf(out, "%-8.7s %8d %8d %8d %12d\n", m.Month.String(), m.LeaveNow, m.LeaveDraft, m.WithoutPlan, m.WithoutReceiver)
		}
	}
	for _, unit := range f.Units {
		fmt.Fprintf(out, "\nload of %s\n", unitName(unit.Unit))
		last := -1
		for i, m := range unit.Months {
			if last < 0 || !slices.Equal([]int{unit.Months[last].Now, unit.Months[last].Draft}, []int{m.Now, m.Draft}) {
				fmt.Fprintf(out, "%-8.7s %8d %8d\n", m.Month.String(), m.Now, m.Draft)
				last = i
			}
		}
	}
}

func unitName(code string) string {
	if code == "" {
		return "workers whom the area does not know"
	}
	return code
}
