// Command probe asks a health check and ends with 0 when the answer is 200:
//
//	probe http://127.0.0.1:9090/readyz
//
// It is in the image because there is no shell in it, for supervisors that can
// only run a command (compose). Where the platform can ask by HTTP, as
// Kubernetes does, nobody needs it.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

// patience is how long an answer may take; the checks behind it take 2 s at most.
const patience = 3 * time.Second

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	if len(args) != 1 {
		fmt.Fprintln(os.Stderr, "usage: probe URL")
		return 2
	}
	answer, err := (&http.Client{Timeout: patience}).Get(args[0])
	if err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		return 1
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		fmt.Fprintln(os.Stderr, "probe: answered", answer.Status)
		return 1
	}
	return 0
}
