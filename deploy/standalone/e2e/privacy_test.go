//go:build e2e

package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// canaries are texts that must be nowhere readable once they were typed.
var canaries = []string{
	"Kanarianen", "Siipikarja", "150508A9990", "Lintukoto 7", "0009876543", "Pesäpallo", "Sulkasato", "Untuvikko", "Laululintu",
}

func canaryNotification() contracts.Notification {
	return contracts.Notification{
		ReceivedAt: time.Now().Add(-time.Hour), Channel: "phone", Content: "Sulkasato: huoli arjesta.",
		Child: contracts.Child{
			FamilyName: "Kanarianen", GivenNames: "Siipikarja", IdentityCode: "150508A9990", Address: "Lintukoto 7", Phone: "0009876543",
			NonDisclosure: true,
		},
		Guardians: []contracts.Guardian{{FamilyName: "Pesäpallo", GivenNames: "Kaisla"}},
		Reporter:  contracts.Reporter{Body: "education", FamilyName: "Untuvikko", Secret: true, SecrecyGrounds: "Laululintu"},
	}
}

// TestPrivacy_NothingReadableOnTheDisk plays a whole matter and then looks for
// every canary, in the forms in which it could hide, in every file that the
// system wrote, in a dump of Redis, in the log, the traces and the metrics. The
// scan proves itself on a code that must be found in each medium.
func TestPrivacy_NothingReadableOnTheDisk(t *testing.T) {
	s := newSystem(t, "--demo-content=false")
	c := s.as("w-aino", access.SocialWorker)
	out, _, err := edge.Call[contracts.Registered](t.Context(), c, edge.Request{Method: http.MethodPost, Path: "/notifications", Body: canaryNotification(), Command: es.NewID()})
	must(t, err)
	at := "/matters/" + out.Matter.String()
	for _, r := range []edge.Request{
		{Method: http.MethodPost, Path: at + "/holder"},
		{Method: http.MethodPost, Path: at + "/urgency", Body: contracts.UrgencyAssessment{Grounds: "Sulkasato alkoi."}},
		{Method: http.MethodPost, Path: at + "/start", Body: contracts.StartDecision{Grounds: "Sulkasato on ohi."}},
		{Method: http.MethodPost, Path: "/notifications", Body: contracts.Child{FamilyName: "Kanarianen"}}, // wrong on purpose
	} {
		_, _, _ = edge.Call[contracts.Receipt](t.Context(), c, r)
	}
	if _, err := list(t.Context(), c, "inbox", "", out.Position); err != nil {
		t.Fatal(err)
	}
	s.see(c, out.Matter)

	media := map[string][]byte{"log": []byte(s.process.out.String())}
	for _, page := range []string{"traces", "metrics"} {
		media[page] = get(t, "http://"+s.ops+"/"+page)
	}
	media["redis"] = redisDump(t, s)
	s.process.stop()
	must(t, filepath.WalkDir(s.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		name, _, _ := strings.Cut(strings.TrimPrefix(path, s.data+"/"), "/")
		media[name] = append(media[name], raw...)
		return err
	}))
	for medium, mark := range map[string]string{
		"history": "intake.notification-registered.v1", "bus": "intake.matter-opened.v1", "redis": `"reporter_body":"education"`,
		"log": "intake.register-notification", "traces": "intake.register-notification", "metrics": "nivel_",
	} {
		if !bytes.Contains(media[medium], []byte(mark)) {
			t.Errorf("the scan of %s does not find %q, which must be there", medium, mark)
		}
	}
	for medium, raw := range media {
		for _, canary := range canaries {
			if form := readable(raw, canary); form != "" {
				t.Errorf("%q can be read in %s as %s", canary, medium, form)
			}
		}
	}
	if readable([]byte("xx"+base64.StdEncoding.EncodeToString([]byte("a Kanarianen b"))), "Kanarianen") == "" {
		t.Error("the scan does not see through base64")
	}
}

// readable returns the form in which text stands in raw; empty: in none.
func readable(raw []byte, text string) string {
	utf16 := make([]byte, 0, 2*len(text))
	for _, r := range text {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	forms := map[string]string{
		"plain text": text, "hex": hex.EncodeToString([]byte(text)), "UTF-16": string(utf16),
	}
	for shift := range 3 { // base64 at each alignment, without the ends, which depend on the neighbours
		coded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + text))
		forms[fmt.Sprintf("base64 at %d", shift)] = coded[4*min(shift, 1) : len(coded)-2]
	}
	for form, coded := range forms {
		if len(coded) > 5 && bytes.Contains(raw, []byte(coded)) {
			return form
		}
	}
	return ""
}

func get(t testing.TB, url string) []byte {
	t.Helper()
	response, err := http.Get(url)
	must(t, err)
	defer response.Body.Close()
	var buf bytes.Buffer
	_, err = buf.ReadFrom(response.Body)
	must(t, err)
	return buf.Bytes()
}

// redisDump returns every key and value.
func redisDump(t testing.TB, s *system) []byte {
	t.Helper()
	script := `local out = {}
for _, k in ipairs(redis.call('KEYS', '*')) do
  out[#out+1] = k
  local kind = redis.call('TYPE', k).ok
  if kind == 'hash' then for _, v in ipairs(redis.call('HGETALL', k)) do out[#out+1] = v end end
  if kind == 'zset' then for _, v in ipairs(redis.call('ZRANGE', k, 0, -1)) do out[#out+1] = v end end
  if kind == 'set' then for _, v in ipairs(redis.call('SMEMBERS', k)) do out[#out+1] = v end end
  if kind == 'string' then out[#out+1] = redis.call('GET', k) end
end
return table.concat(out, '\n')`
	return redisCommand(t, s, "EVAL", script, "0")
}
