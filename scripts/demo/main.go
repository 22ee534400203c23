package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"nivel/libs/calendar"
	"nivel/scripts/demo/day"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run writes the day to out and what went wrong to problems, and returns the exit
// status.
func run(args []string, out, problems io.Writer) int {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(problems)
	plan := day.Plan{Date: calendar.On(time.Now())}
	flags.TextVar(&plan.Date, "date", plan.Date, "the day, YYYY-MM-DD; today if not given")
	flags.Uint64Var(&plan.Seed, "seed", 1, "another seed is another day of the same shape")
	flags.IntVar(&plan.Rows, "rows", 920, "how many notifications; the nation has about 920 a working day")
	flags.StringVar(&plan.Area, "area", "", "two-digit code of one wellbeing services county; all if empty")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintln(problems, "demo: takes flags only")
		return 2
	}
	rows, err := day.Rows(plan)
	if err == nil {
		err = day.WriteCSV(out, rows)
	}
	if err != nil {
		fmt.Fprintln(problems, err)
		return 1
	}
	return 0
}
