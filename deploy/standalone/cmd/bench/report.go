package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
)

const perSecond = "/s"

// figure is one measured value.
type figure struct {
	Name   string    `json:"name"`
	Value  float64   `json:"value"` // of several rounds: the middle one
	Unit   string    `json:"unit"`
	Rounds []float64 `json:"rounds,omitempty"` // in the order in which they were taken
}

// report gathers what was measured.
type report struct {
	Figures []figure `json:"figures"`
	Claims  []claim  `json:"claims"`

	eventBytes int    // size of the sample event
	events     int    // that were rebuilt
	long       int    // events of the long history
	people     int    // among whom a name was searched for
	hour       int    // notifications that arrived while workers looked
	cases      int    // in the lists of cases
	due        int    // offers that were overdue on one morning
	few        int    // and before, for comparison
	digest     string // of the lists, before and after
}

// claim is a figure in proportion to its limit.
type claim struct {
	Name  string  `json:"name"`
	Ratio float64 `json:"ratio"`
	text  string  // with one verb for the ratio
}

func (r *report) add(figures ...figure) { r.Figures = append(r.Figures, figures...) }

// value returns a figure that was measured; 0 if it was not.
func (r *report) value(name string) float64 {
	for _, f := range r.Figures {
		if f.Name == name {
			return f.Value
		}
	}
	return 0
}

// conclude puts figures in proportion. Errors: a figure that is no measurement.
func (r *report) conclude() error {
	for _, f := range r.Figures {
		if f.Value <= 0 {
			return fmt.Errorf("%s was not measured", f.Name)
		}
	}
	ratio := func(name, a, b, text string) claim { return claim{name, r.value(a) / r.value(b), text} }
	r.Claims = []claim{
		ratio("history_of_disk_1", "history_1", "disk_1", "history takes %.2f of the appends of the bare disk, 1 writer"),
		ratio("history_of_disk_16", "history_16", "disk_16", "history takes %.2f of the appends of the bare disk, 16 writers"),
		ratio("commands_of_history_1", "commands_1", "history_1", "commands over HTTP reach %.2f of what the client of history appends, 1 writer"),
		ratio("commands_of_history_16", "commands_16", "history_16", "commands over HTTP reach %.2f of what the client of history appends, 16 writers"),
		ratio("visible_of_list", "visible_p50", "list_p50", "a list that waits for what was just acknowledged takes %.1f times as long as one that does not"),
		ratio("import_of_commands", "nation_import", "commands_16", "a file is imported at %.2f of the rate of single commands"),
		ratio("hour_of_idle", "inbox_hour_p95", "inbox_idle_p95", "while the busiest hour of ten nations arrives the inbox takes %.2f times as long as idle, at the 95th percentile"),
		ratio("burst_of_idle", "inbox_burst_p95", "inbox_idle_p95", "while the same arrives in one file the inbox takes %.2f times as long as idle, at the 95th percentile"),
		ratio("many_of_few", "inbox_many_p95", "inbox_few_p95", "the inbox of many matters takes %.2f times as long as that of few, at the 95th percentile"),
		ratio("cases_many_of_few", "cases_many_p95", "cases_few_p95", "a worker's list of cases takes %.2f times as long among many as among few, at the 95th percentile"),
		ratio("board_many_of_few", "board_many_p95", "board_few_p95", "a unit's board of gaps takes %.2f times as long among many as among few, at the 95th percentile"),
		ratio("alarms_of_history_16", "alarms", "history_16", "what is overdue is found, decided and told at %.2f of the rate of bare appends, 16 writers"),
		ratio("rebuild_of_read", "rebuild_events", "read_events", "a rebuild reaches %.2f of the bare read of the log"),
		ratio("client_of_fsync_1", "client_1", "fsync", "the client appends small events at %.2f of the rate of bare syncs, 1 writer"),
		ratio("client_of_engine_16", "client_16", "engine_16", "the client reaches %.2f of the engine, 16 writers"),
		ratio("client_of_engine_128", "client_128", "engine_128", "the client reaches %.2f of the engine, 128 writers"),
		ratio("held_of_client_16", "held_16", "client_16", "a command on a held stream runs at %.2f of the bare client's appends, 16 writers"),
		ratio("held_of_client_128", "held_128", "client_128", "a command on a held stream runs at %.2f of the bare client's appends, 128 writers"),
		ratio("held_of_read_16", "held_16", "read_16", "holding a stream makes a command %.1f times as fast as reading it, 16 writers"),
		ratio("subscription_of_read_all", "long_subscription", "long_read_all", "a subscription reads at %.2f of the client's ReadAll"),
		ratio("rebuild_client_of_read_all", "long_rebuild_client", "long_read_all", "folded into Redis, the client's events go at %.2f of its ReadAll"),
		ratio("rebuild_engine_of_engine", "long_rebuild_engine", "long_engine", "folded into Redis, the engine's events go at %.2f of its bare read"),
		ratio("rebuild_of_redis", "rebuild_writes", "redis_writes", "a rebuild reaches %.2f of the bare pipelined writes to Redis"),
		ratio("decision_of_read", "decision_p50", "read_p50", "the decision who may see it takes %.3f of reading a matter over HTTP"),
		ratio("denied_of_missing", "denied_p50", "missing_p50", "a matter that may not be seen is denied in %.2f of the time of one that does not exist"),
		ratio("search_of_few", "search_name_p95", "few_search_name_p95", "the first page of a name takes %.2f of the time among few people, 95 of 100"),
		ratio("beginning_of_few", "search_beginning_p95", "few_search_beginning_p95", "that of three letters takes %.2f of the time among few people, 95 of 100"),
		ratio("log_of_read", "log_p50", "read_p50", "the use log takes %.2f of reading a matter over HTTP"),
	}
	if r.value("peer_16") > 0 {
		r.Claims = append(r.Claims, ratio("held_of_peer_16", "held_16", "peer_16", "a command on a held stream runs %.1f times as fast as by hallgren/eventsourcing on its SQLite, 16 writers"))
	}
	return nil
}

// print writes the table and a line per claim.
func (r *report) print(out io.Writer, p plan) {
	fmt.Fprintf(out, "%s, %d processors; rounds of %s take turns, the middle one of %d counts\n",
		runtime.Version(), runtime.GOMAXPROCS(0), p.slice, p.rounds)
	r.table(out, "Writing", "1 writer", "16 writers", [][3]string{
		{fmt.Sprintf("disk: append %d B and fdatasync", rawRecord), "disk_1", "disk_16"},
		{fmt.Sprintf("history: the client appends an event of %.1f kB", float64(r.eventBytes)/1000), "history_1", "history_16"},
		{"commands: POST /notifications, another child each", "commands_1", "commands_16"},
	})
	r.table(out, "Seeing", "p50", "p99", [][3]string{
		{"a worker's list, as it is", "list_p50", "list_p99"},
		{"from acknowledgement to a list that includes it", "visible_p50", "visible_p99"},
	})
	r.table(out, "Reading one matter", "p50", "p99", [][3]string{
		{"GET /matters/{matter}, all of it", "read_p50", "read_p99"},
		{"the decision who may see it", "decision_p50", "decision_p99"},
		{"who saw it, durable in the use log", "log_p50", "log_p99"},
		{"the answer to who may not see it", "denied_p50", "denied_p99"},
		{"the same answer, of one that does not exist", "missing_p50", "missing_p99"},
	})
	r.table(out, fmt.Sprintf("A day of the nation, %d notifications", p.rows), "", "", [][3]string{
		{"imported from a file", "nation_import", ""},
		{"from the start until all are in the inbox", "nation_visible", ""},
	})
	r.table(out, fmt.Sprintf("The inbox with its counts, asked for by %d workers each second, %d notifications meanwhile", browsers, r.hour), "p50", "p95", [][3]string{
		{"nothing arrives", "inbox_idle_p50", "inbox_idle_p95"},
		{fmt.Sprintf("they arrive within %s", p.pace), "inbox_hour_p50", "inbox_hour_p95"},
		{"they arrive in one file", "inbox_burst_p50", "inbox_burst_p95"},
	})
	r.table(out, "The inbox with its counts, by one worker", "p50", "p95", [][3]string{
		{fmt.Sprintf("of %d matters", r.few), "inbox_few_p50", "inbox_few_p95"},
		{fmt.Sprintf("of %d matters", r.people), "inbox_many_p50", "inbox_many_p95"},
	})
	r.table(out, fmt.Sprintf("Building lists anew, %d events", r.events), "events", "writes", [][3]string{
		{"the log read, and nothing else", "read_events", ""},
		{"rows and places written to Redis, and nothing else", "", "redis_writes"},
		{"rebuild", "rebuild_events", "rebuild_writes"},
		{"relayed to the bus while history grew", "bus_facts", ""},
	})
	r.table(out, fmt.Sprintf("Searching for a name among %d people, the first page", r.people), "p50", "p95", [][3]string{
		{"the whole name, by who may see them all", "search_name_p50", "search_name_p95"},
		{"three letters, by who may see them all", "search_beginning_p50", "search_beginning_p95"},
		{"the whole name, by who has to do with nobody", "search_stranger_p50", "search_stranger_p95"},
		{"people taken in, sealed and indexed", "search_indexed", ""},
	})
	r.table(out, fmt.Sprintf("The same before, among %d people", r.few), "p50", "p95", [][3]string{
		{"the whole name, by who may see them all", "few_search_name_p50", "few_search_name_p95"},
		{"three letters, by who may see them all", "few_search_beginning_p50", "few_search_beginning_p95"},
		{"the whole name, by who has to do with nobody", "few_search_stranger_p50", "few_search_stranger_p95"},
	})
	r.table(out, fmt.Sprintf("A morning on which %d offers are overdue", r.due), "", "", [][3]string{
		{"each told of once, from the start of an empty list", "alarms_took", "alarms"},
	})
	r.table(out, fmt.Sprintf("Cases, %d to a worker, the first page", casesOfOne), "p50", "p95", [][3]string{
		{fmt.Sprintf("a worker's own, among %d", r.cases/fewCases), "cases_few_p50", "cases_few_p95"},
		{fmt.Sprintf("a worker's own, among %d", r.cases), "cases_many_p50", "cases_many_p95"},
		{fmt.Sprintf("the gaps of a unit, among %d", r.cases/fewCases), "board_few_p50", "board_few_p95"},
		{fmt.Sprintf("the gaps of a unit, among %d", r.cases), "board_many_p50", "board_many_p95"},
	})
	r.streams(out)
	r.table(out, fmt.Sprintf("A long history, %d events", r.long), "", "", [][3]string{
		{"the engine reads it", "long_engine", ""},
		{"the client reads it: ReadAll", "long_read_all", ""},
		{"the client reads it: a subscription through a filter", "long_subscription", ""},
		{"folded into Redis, by the client", "long_rebuild_client", ""},
		{"folded into Redis, by the engine", "long_rebuild_engine", ""},
		{"from start to the first read", "long_start", ""},
		{"on the disk, an event", "long_bytes", ""},
		{"memory of a node that was read once", "long_memory", ""},
	})
	r.table(out, fmt.Sprintf("Another law over %d people", nationalCaseload), "", "", [][3]string{
		{"the rules alone, the caseload in memory", "law_120000", ""},
	})
	fmt.Fprintln(out)
	for _, c := range r.Claims {
		fmt.Fprintf(out, "- "+c.text+"\n", c.Ratio)
	}
	fmt.Fprintf(out, "- the rebuilt lists equal those that grew with history: digest %.12s… before and after\n", r.digest)
}

// streams writes the table of small events, by how many write at a time.
func (r *report) streams(out io.Writer) {
	fmt.Fprintf(out, "\n%-58s%12s%12s%12s\n", "Small events, a stream each", "1 writer", "16", "128")
	fmt.Fprintf(out, "  %-56s%12s\n", "the bare disk: append and fdatasync", r.cell("fsync"))
	for _, line := range [][2]string{
		{"the engine appends", "engine"}, {"the client appends", "client"},
		{"a command on a held stream", "held"}, {fmt.Sprintf("a command that reads its stream of %d or more", firstEvents), "read"},
		{"hallgren/eventsourcing on its SQLite, the same command", "peer"},
	} {
		cells := fmt.Sprintf("%12s%12s%12s", r.cell(line[1]+"_1"), r.cell(line[1]+"_16"), r.cell(line[1]+"_128"))
		fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("  %-56s%s", line[0], cells), " "))
	}
}

// table writes a heading and lines of a text and the names of two figures.
func (r *report) table(out io.Writer, heading, first, second string, lines [][3]string) {
	row := func(text, first, second string) {
		fmt.Fprintln(out, strings.TrimRight(fmt.Sprintf("%-58s%14s%14s", text, first, second), " "))
	}
	fmt.Fprintln(out)
	row(heading, first, second)
	for _, line := range lines {
		row("  "+line[0], r.cell(line[1]), r.cell(line[2]))
	}
}

// cell returns a figure as it stands in the table; empty without a name.
func (r *report) cell(name string) string {
	for _, f := range r.Figures {
		switch {
		case f.Name != name:
		case f.Unit == perSecond:
			return fmt.Sprintf("%.0f/s", f.Value)
		default:
			return fmt.Sprintf("%.2f %s", f.Value, f.Unit)
		}
	}
	return ""
}
