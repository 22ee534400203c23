// Command nivel is the whole system in one process, and the tools around it.
package main

import (
	"fmt"
	"os"
	"time"

	"nivel/deploy/standalone"
)

const help = `nivel: case management for wellbeing services counties

  nivel run                              start everything in this process
  nivel import notifications FILE …      bring notifications from a CSV file
  nivel rebuild SERVICE …                build a service's read models anew while the old ones serve
  nivel simulate law                     what a draft law would do to the caseload; changes nothing
  nivel report thl                       the supervision figures of a half-year as CSV; about nobody
  nivel vault check|rotate|rewrap        look after the keys of personal data of a running process
  nivel handover verify FILE             check the file with which another area hands a case over
  nivel audit verify                     find any change of the use log
  nivel node                             serve history alone, for other processes
  nivel node backup|restore|verify|scavenge  look after a folder of history
  nivel demo-sign-in                     serve the sign-in of a demo area alone, for other processes
  nivel COMMAND --help                   the settings of a command
`

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	switch command {
	case "run":
		return standalone.Run(args, time.Now)
	case "import":
		return standalone.ImportCommand(args, time.Now)
	case "rebuild":
		return standalone.RebuildCommand(args, time.Now)
	case "simulate":
		return standalone.SimulateCommand(args, time.Now)
	case "report":
		return standalone.ReportCommand(args, time.Now)
	case "vault":
		return standalone.VaultCommand(args, time.Now)
	case "handover":
		return standalone.HandoverCommand(args, time.Now)
	case "audit":
		return standalone.AuditCommand(args, time.Now)
	case "demo-sign-in":
		return standalone.DemoSignIn(args, time.Now)
	case "node":
		return standalone.Node(args, time.Now)
	case "help", "--help", "-h":
		fmt.Print(help)
		return 0
	}
	fmt.Fprint(os.Stderr, help)
	return 2
}
