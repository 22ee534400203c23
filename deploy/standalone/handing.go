package standalone

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"nivel/libs/chassis"
	"nivel/libs/handfile"
	"nivel/libs/uselog"
)

// HandoverCommand is `nivel handover verify FILE --key FILE`: was a file with which
// another area hands a case over signed by that area, and is it whole? It prints
// from which area, for which, of which day and which documents; nothing of the
// client. It ends with 0 when the file is to be trusted, 1 when it is not or could
// not be read, 2 for a wrong call.
func HandoverCommand(args []string, _ func() time.Time) int {
	settings := chassis.NewSettings("nivel handover verify FILE", "check the file with which another area hands a case over", os.Getenv)
	key := settings.String("key", "", "PEM file with the public keys of the area that signed; required")
	file := ""
	if len(args) > 1 && args[0] == "verify" && !strings.HasPrefix(args[1], "-") {
		file, args = args[1], args[2:]
	}
	if code, done := parse(settings, args); done {
		return code
	}
	if file == "" || *key == "" {
		fmt.Fprintln(os.Stderr, "usage: nivel handover verify FILE --key FILE")
		return 2
	}
	if err := verifyHandover(file, *key, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "nivel handover:", err)
		return 1
	}
	return 0
}

func verifyHandover(file, key string, out io.Writer) error {
	keys, err := uselog.ReadKeys(key)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	handed, err := handfile.Open(raw, keys...)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "whole and signed: from area %s for area %s, %s, with %s\n", handed.FromArea, handed.ToArea, handed.On, strings.Join(handed.Documents, ", "))
	return nil
}
