package chassis

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const envPrefix = "NIVEL_"

// Settings reads the settings of a process: each from a flag such as
// --eventstore, or else from a variable such as NIVEL_EVENTSTORE, or else as its
// default. It is a flag.FlagSet that knows about the environment.
type Settings struct {
	flags  *flag.FlagSet
	getenv func(string) string
}

// NewSettings returns settings without any. about is the line of --help that
// says what the process does; getenv is os.Getenv but in tests.
func NewSettings(name, about string, getenv func(string) string) *Settings {
	s := &Settings{flags: flag.NewFlagSet(name, flag.ContinueOnError), getenv: getenv}
	s.flags.Usage = func() { s.help(about) }
	return s
}

// String adds a setting that is text.
func (s *Settings) String(name, standard, usage string) *string {
	return s.flags.String(name, standard, usage)
}

// Bool adds a setting that is true or false.
func (s *Settings) Bool(name string, standard bool, usage string) *bool {
	return s.flags.Bool(name, standard, usage)
}

// Duration adds a setting that is a time with its unit, such as "20s".
func (s *Settings) Duration(name string, standard time.Duration, usage string) *time.Duration {
	return s.flags.Duration(name, standard, usage)
}

// Parse reads the arguments (without the program's name) and, for what they do
// not set, the environment. Help and complaints about flags go to out.
// Errors: flag.ErrHelp when help was asked for; a value that is none; arguments
// that are no flags.
func (s *Settings) Parse(args []string, out io.Writer) error {
	s.flags.SetOutput(out)
	if err := s.flags.Parse(args); err != nil {
		return err
	}
	if s.flags.NArg() > 0 {
		return fmt.Errorf("%d arguments are left that are no flags", s.flags.NArg())
	}
	given := map[string]bool{}
	s.flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var err error
	s.flags.VisitAll(func(f *flag.Flag) {
		value := s.getenv(variable(f.Name))
		if given[f.Name] || value == "" || err != nil {
			return
		}
		if s.flags.Set(f.Name, value) != nil { // its error quotes the value
			err = fmt.Errorf("%s has a value of the wrong form", variable(f.Name))
		}
	})
	return err
}

func (s *Settings) help(about string) {
	out := s.flags.Output()
	fmt.Fprintf(out, "%s: %s\n\nSettings, as a flag or as a variable:\n", s.flags.Name(), about)
	s.flags.VisitAll(func(f *flag.Flag) {
		fmt.Fprintf(out, "  --%s, %s\n    \t%s", f.Name, variable(f.Name), f.Usage)
		if f.DefValue != "" {
			fmt.Fprintf(out, " (default %s)", f.DefValue)
		}
		fmt.Fprintln(out)
	})
}

// variable is the environment's name of a setting.
func variable(name string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// Signals returns a context that ends at the first SIGINT or SIGTERM. A second
// one then ends the process at once, as it would without us.
func Signals(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
