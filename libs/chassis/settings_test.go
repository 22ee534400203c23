package chassis

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"
)

func settings(env map[string]string) *Settings {
	return NewSettings("intake", "takes needs in", func(name string) string { return env[name] })
}

func TestSettings(t *testing.T) {
	t.Run("a flag beats the environment, which beats the default", func(t *testing.T) {
		s := settings(map[string]string{"NIVEL_EVENTSTORE": "from-env", "NIVEL_STOP_TIMEOUT": "3s", "NIVEL_LISTEN": ""})
		store := s.String("eventstore", "standard", "where history is")
		stop := s.Duration("stop-timeout", time.Minute, "how long stopping may take")
		listen := s.String("listen", ":8080", "where to listen")
		demo := s.Bool("demo", false, "fictional data")
		if err := s.Parse([]string{"--eventstore=from-flag", "--demo"}, io.Discard); err != nil {
			t.Fatal(err)
		}
		if *store != "from-flag" || *stop != 3*time.Second || *listen != ":8080" || !*demo {
			t.Fatal(*store, *stop, *listen, *demo)
		}
	})

	t.Run("names a variable that is wrong, and never its value", func(t *testing.T) {
		s := settings(map[string]string{"NIVEL_STOP_TIMEOUT": "hunter2"})
		s.Duration("stop-timeout", time.Minute, "how long stopping may take")
		err := s.Parse(nil, io.Discard)
		if err == nil || !strings.Contains(err.Error(), "NIVEL_STOP_TIMEOUT") || strings.Contains(err.Error(), "hunter2") {
			t.Fatal(err)
		}
	})

	t.Run("refuses an argument that is no flag", func(t *testing.T) {
		if err := settings(nil).Parse([]string{"serve"}, io.Discard); err == nil {
			t.Fatal("nothing was said")
		}
	})

	t.Run("helps with both names and the default", func(t *testing.T) {
		s := settings(nil)
		s.String("eventstore", "esdb://localhost:2113", "where history is")
		var out bytes.Buffer
		if err := s.Parse([]string{"--help"}, &out); !errors.Is(err, flag.ErrHelp) {
			t.Fatal(err)
		}
		for _, want := range []string{"intake: takes needs in", "--eventstore, NIVEL_EVENTSTORE", "where history is (default esdb://localhost:2113)"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("help lacks %q:\n%s", want, out.String())
			}
		}
	})
}

func TestSignals(t *testing.T) {
	ctx, stop := Signals(t.Context())
	defer stop()
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(soon):
		t.Fatal("SIGTERM ended nothing")
	}
}
