//go:build e2e

package e2e

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/history"
	"nivel/libs/refusal"
)

// TestErasure_NothingIsLeft plays one young person's way through all services,
// lets the term after their death be over, and has the data destroyed by two
// persons. Then neither what was typed nor the wrapped keys that could open it are
// anywhere: in the files of history, bus and Redis, in the log, the traces, the
// metrics, what was exported; nor in a backup from before the destruction, once
// it was restored. What belongs to another person stays. The scan proves itself:
// it finds the wrapped keys before, and what is planted into each medium in each
// form.
func TestErasure_NothingIsLeft(t *testing.T) {
	spans, letters := collect(t), startMail(t)
	s := newSystem(t, append(letterFlags(letters), "--demo-content=false")...)
	playCanaries(t, s, letters)
	kept := post[contracts.Registered](t, s.as("w-aino", access.SocialWorker), "/notifications", otherNotification())
	e := &erasure{T: t, system: s, matter: matterOfCanaries(t, s), kept: kept.Matter}
	e.person = personOfCanaries(t, s)
	e.keys = e.wrappedKeys()
	if got := e.see(e.matter).Notification.Content; got == "" {
		t.Error("before, the matter shows nothing")
	}
	backup := filepath.Join(t.TempDir(), "backup")
	e.nivel("node", "backup", "--data", filepath.Join(s.data, "history"), "--to", backup)
	for name, folder := range map[string]string{"history": filepath.Join(s.data, "history"), "backup": backup} {
		if found := e.hits(map[string][]byte{name: filesIn(t, folder)}, nil); len(found) != len(e.keys) {
			t.Errorf("before, the scan of %s finds %d of %d wrapped keys", name, len(found), len(e.keys))
		}
	}

	e.destroy()
	e.isGone("destroyed")
	e.scan("destroyed", spans)
	if out, err := e.audit(); err != nil {
		t.Errorf("the use log after a destruction: %v: %s", err, out)
	}

	must(t, errors.Join(os.RemoveAll(filepath.Join(s.data, "history")), os.RemoveAll(filepath.Join(s.data, "bus")), os.RemoveAll(filepath.Join(s.data, "redis"))))
	e.nivel("node", "restore", "--data", backup, "--to", filepath.Join(s.data, "history"))
	if found := e.hits(map[string][]byte{"history": filesIn(t, filepath.Join(s.data, "history"))}, nil); len(found) == 0 {
		t.Error("the restored history holds no wrapped key: nothing is proved by its absence")
	}
	// The use log in a backup was rolled back, and does not go on: a restored system
	// is a new instance, which begins one of its own.
	must(t, os.Remove(filepath.Join(s.data, "instance")))
	s.start()
	e.isGone("restored")
	if !strings.Contains(s.process.out.String(), "they were carried out again") {
		t.Error("the log does not tell that destructions were carried out again")
	}
	e.nivel("vault", "check", "--ops", "http://"+s.ops, "--data", s.data)
	e.scan("restored", spans)
	if out, err := e.audit(); err == nil || !strings.Contains(out, "FOUND") || !strings.Contains(out, "uselog-intake-") {
		t.Errorf("the audit does not tell what the backup cut from the use log: %v: %s", err, out)
	}
}

// audit runs `nivel audit verify` on the stopped system.
func (e *erasure) audit() (string, error) {
	e.Helper()
	out, err := exec.Command(filepath.Join(binaries, "nivel"), "audit", "verify", "--data", e.system.data,
		"--checkpoints", filepath.Join(e.system.data, "checkpoints"), "--key", filepath.Join(e.system.data, "keys", "uselog.pem.pub")).CombinedOutput()
	return string(out), err
}

// erasure is a person's data on its way out.
type erasure struct {
	*testing.T
	system       *system
	person       es.ID
	matter, kept es.ID             // the person's, and another's
	keys         map[string][]byte // wrapped, by service and class
}

func otherNotification() contracts.Notification {
	n := canaryNotification()
	n.Content, n.Child.FamilyName, n.Child.IdentityCode, n.Child.BirthDate = "Toinen asia.", "Toinen", "", "2009-09-11"
	return n
}

func matterOfCanaries(t *testing.T, s *system) es.ID {
	t.Helper()
	c := client(t, "http://"+s.transitions, filepath.Join(s.data, "secret.key"), "w-aino", access.SocialWorker)
	at := fetch[contracts.CasePage](t, c, "/cases", nil).Rows[0].Case
	return fetch[contracts.Case](t, c, "/cases/"+at.String(), nil).Matter
}

func personOfCanaries(t *testing.T, s *system) es.ID {
	t.Helper()
	c := client(t, "http://"+s.transitions, filepath.Join(s.data, "secret.key"), "w-aino", access.SocialWorker)
	return fetch[contracts.CasePage](t, c, "/cases", nil).Rows[0].Person
}

// wrappedKeys reads the person's keys out of history, as they lie there.
func (e *erasure) wrappedKeys() map[string][]byte {
	e.Helper()
	socket := filepath.Join(e.system.data, "history", "node.sock")
	h, err := history.Open(e.Context(), history.Options{Address: "unix://" + socket})
	must(e, err)
	defer h.Close(e.Context())
	keys := map[string][]byte{}
	for service, class := range map[string]string{"intake": "child-protection", "transitions": "child-protection", "notifications": "client-basics"} {
		key := es.ID{}.Derive("key", service, e.person.String(), class, "0")
		events, err := h.Read(e.Context(), "keys-"+service+"-"+key.String(), 0)
		must(e, err)
		if len(events) != 1 {
			e.Fatalf("%s has %d wrappings of the person's key", service, len(events))
		}
		var record struct {
			Wrapped []byte `json:"wrapped"`
		}
		must(e, json.Unmarshal(events[0].Data, &record))
		keys[service+" "+class] = record.Wrapped
	}
	return keys
}

// nivel runs a command of the program.
func (e *erasure) nivel(args ...string) {
	e.Helper()
	if out, err := exec.Command(filepath.Join(binaries, "nivel"), args...).CombinedOutput(); err != nil {
		e.Fatalf("nivel %s: %v: %s", strings.Join(args[:2], " "), err, out)
	}
}

func (e *erasure) see(matter es.ID) contracts.Matter {
	e.Helper()
	return fetch[contracts.Matter](e, e.system.as("w-aino", access.SocialWorker), "/matters/"+matter.String(), nil)
}

// destroy records a death long past, and lets two persons agree.
func (e *erasure) destroy() {
	e.Helper()
	path := "/retention/" + e.person.String() + "/destruction"
	role := map[string]access.Role{"w-maria": access.Manager, "w-tuula": access.PrivacyOfficer}
	ask := func(who string) (contracts.LifeReceipt, error) {
		out, _, err := edge.Call[contracts.LifeReceipt](e.Context(), e.system.as(who, role[who]), edge.Request{Method: http.MethodPost, Path: path, Command: es.NewID()})
		return out, err
	}
	if _, err := ask("w-maria"); !refusedWith(err, "retention-start-unknown") {
		e.Errorf("before a death is known: %v", err)
	}
	death := contracts.Death{On: calendar.On(time.Now()).AddYears(-2).AddDays(-1), Source: "population-register"}
	recorded := post[contracts.LifeReceipt](e, e.system.as("w-aino", access.SocialWorker), "/people/"+e.person.String()+"/death", death)
	page := fetch[contracts.RetentionPage](e, e.system.as("w-maria", access.Manager), "/retention", map[string][]string{"view": {"endings"}, "after": {recorded.Position}})
	if len(page.Rows) != 1 || page.Rows[0].Person != e.person || !page.Rows[0].Reached || page.Months[0].Total != 1 || len(page.Rows[0].Findings) != 2 {
		e.Errorf("the list of ends is %+v", page)
	}
	if out, err := ask("w-maria"); err != nil || out.State != "proposed" {
		e.Fatalf("the first person: %+v, %v", out, err)
	}
	if _, err := ask("w-maria"); !refusedWith(err, "second-person-required") {
		e.Errorf("the first person again: %v", err)
	}
	if e.see(e.matter).Notification.Content == "" {
		e.Error("one person alone destroyed it")
	}
	if out, err := ask("w-tuula"); err != nil || out.State != "approved" {
		e.Fatalf("the second person: %+v, %v", out, err)
	}
}

func refusedWith(err error, code string) bool {
	r, refused := refusal.As(err)
	return refused && r.Code == code
}

// isGone waits until no service shows anything of the person, and history's files
// hold none of the keys; what is another's must still be shown.
func (e *erasure) isGone(when string) {
	e.Helper()
	eventually(e, 60*time.Second, "the matter to show nothing when "+when, func() bool {
		m := e.see(e.matter)
		return m.Notification.Content == "" && m.ChildName == ""
	})
	if e.see(e.kept).Notification.Content != "Toinen asia." {
		e.Errorf("%s: another person's matter shows %q", when, e.see(e.kept).Notification.Content)
	}
	eventually(e, 60*time.Second, "the keys to leave the files of history when "+when, func() bool {
		return len(e.hits(map[string][]byte{"history": filesIn(e, filepath.Join(e.system.data, "history"))}, nil)) == 0
	})
}

// scan stops the system and looks into everything that it wrote.
func (e *erasure) scan(when string, spans *exports) {
	e.Helper()
	s := e.system
	media := map[string][]byte{}
	for _, page := range []string{"traces", "metrics"} {
		media[page] = get(e, "http://"+s.ops+"/"+page)
	}
	media["redis"] = redisDump(e, s)
	s.process.stop()
	media["log"], media["export"] = []byte(s.process.out.String()), spans.raw()
	readFiles(e.T, s.data, media)
	for _, hit := range e.hits(media, canaries) {
		e.Errorf("%s: %s", when, hit)
	}
	e.plant(media)
}

// hits tells which of texts and of the wrapped keys can be found, and where.
func (e *erasure) hits(media map[string][]byte, texts []string) (found []string) {
	for medium, raw := range media {
		raw = inflated(raw)
		for _, text := range texts {
			if form := readable(raw, text); form != "" {
				found = append(found, fmt.Sprintf("%q can be read in %s as %s", text, medium, form))
			}
		}
		for name, key := range e.keys {
			if form := keyForm(raw, key); form != "" {
				found = append(found, fmt.Sprintf("the key of %s lies in %s as %s", name, medium, form))
			}
		}
	}
	return found
}

// keyForm returns the form in which a wrapped key stands in raw; empty: in none.
func keyForm(raw, key []byte) string {
	if bytes.Contains(raw, key) {
		return "bytes"
	}
	for name, text := range map[string]string{
		"base64": base64.StdEncoding.EncodeToString(key), "URL-safe base64": base64.RawURLEncoding.EncodeToString(key), "hex": hex.EncodeToString(key),
	} {
		if form := readable(raw, text); form != "" {
			return name + " in " + form
		}
	}
	return ""
}

// plant puts a text and a key into each medium in each form, one at a time, and
// the scan must find every one.
func (e *erasure) plant(media map[string][]byte) {
	e.Helper()
	const text = "Västäräkki 7"
	key := e.keys["intake child-protection"]
	stored := base64.StdEncoding.EncodeToString(key)
	forms := map[string][]byte{
		"text": []byte(text), "hex": []byte(hex.EncodeToString([]byte(text))), "base64": []byte(base64.StdEncoding.EncodeToString([]byte("x" + text + "y"))),
		"JSON": []byte(`V\u00e4st\u00e4r\u00e4kki 7`), "UTF-16": utf16LE(text), "gzip": zipped(text),
		"key": key, "key in base64": []byte(stored), "key in hex": []byte(hex.EncodeToString(key)), "key in UTF-16": utf16LE(stored), "key in gzip": zipped(stored),
	}
	for medium, raw := range media {
		for form, planted := range forms {
			one := map[string][]byte{medium: slices.Concat(raw, []byte("  "), planted, []byte("  "))}
			if len(e.hits(one, []string{text})) == 0 {
				e.Errorf("the scan does not find what is planted into %s as %s", medium, form)
			}
		}
	}
}

func utf16LE(text string) (out []byte) {
	for _, r := range text {
		out = append(out, byte(r), byte(r>>8))
	}
	return out
}

func zipped(text string) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte("a line before\n" + text + "\n"))
	_ = w.Close()
	return out.Bytes()
}

// inflated returns raw and, behind it, whatever in it is gzip.
func inflated(raw []byte) []byte {
	out := raw
	for at := 0; ; at++ {
		next := bytes.Index(raw[at:], []byte{0x1f, 0x8b, 8})
		if next < 0 {
			return out
		}
		at += next
		if r, err := gzip.NewReader(bytes.NewReader(raw[at:])); err == nil {
			text, _ := io.ReadAll(io.LimitReader(r, 1<<22)) // what follows it is not of it
			out = append(slices.Clip(out), text...)
		}
	}
}

// filesIn returns all files of a folder, one behind the other.
func filesIn(t testing.TB, dir string) (all []byte) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	for _, path := range paths {
		if raw, err := os.ReadFile(path); err == nil { // a socket is none
			all = append(all, raw...)
		}
	}
	return all
}
