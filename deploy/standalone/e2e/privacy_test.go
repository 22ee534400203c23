//go:build e2e

package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime"
	"mime/quotedprintable"
	"net/http"
	netmail "net/mail"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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
	// in intake
	"Kanarianen", "Siipikarja", "150508A9990", "Lintukoto 7", "0009876543", "Pesäpallo", "Sulkasato", "Untuvikko", "Laululintu", "Haarapääsky",
	// in transitions
	"2005-07-13", "13.7.2005", "Viherpeippo", "Tikankolo", "Kottarainen", "Västäräkki", "Pajulintu", "Rautiainen",
	canariesOfGroups[0], canariesOfGroups[1], canariesOfGroups[2],
	// in notifications and by a young person
	"canary.finch", "Keltasirkku",
}

// canariesOfGroups are those in peergroups: who may join a group may read them.
var canariesOfGroups = []string{"Punatulkku", "Domherrarna", "Pesäkoppi"}

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

// TestPrivacy_NothingReadableAnywhere plays one young person's whole way through
// all services, in the pages of workers and young people, and then looks for every
// canary, in the forms in which it could hide, in every file that the system
// wrote, in a dump of Redis, in the log, the traces and what was exported of them,
// the metrics, the URLs and the letters. The scan proves itself on a text of each
// service that must be found in each medium.
func TestPrivacy_NothingReadableAnywhere(t *testing.T) {
	spans, letters := collect(t), startMail(t)
	s := newSystem(t, append(letterFlags(letters), "--demo-content=false")...)
	went := playCanaries(t, s, letters)

	media := map[string][]byte{"urls": []byte(strings.Join(slices.Concat(went.desk.urls, went.elin.urls, went.oma.urls), "\n"))}
	for _, page := range []string{"traces", "metrics"} {
		media[page] = get(t, "http://"+s.ops+"/"+page)
	}
	media["redis"] = redisDump(t, s)
	s.process.stop()
	media["log"], media["export"] = []byte(s.process.out.String()), spans.raw()
	// The address must be in a letter, for the server that takes it; nothing else may.
	for _, letter := range letters.letters() {
		media["letters"] = append(media["letters"], strings.ReplaceAll(letter+decoded(t, letter), "canary.finch@post.example", "")...)
	}
	readFiles(t, s.data, media)
	for medium, marks := range controls {
		for _, mark := range marks {
			if !bytes.Contains(media[medium], []byte(mark)) {
				t.Errorf("the scan of %s does not find %q, which must be there", medium, mark)
			}
		}
	}
	for medium, raw := range media {
		for _, canary := range append(slices.Clone(canaries), went.code) {
			if form := readable(raw, canary); form != "" {
				t.Errorf("%q can be read in %s as %s", canary, medium, form)
			}
		}
	}
	for hidden, text := range map[string]string{
		"xx" + base64.StdEncoding.EncodeToString([]byte("a Kanarianen b")): "Kanarianen",
		"/cases?text=" + url.QueryEscape("on Lintukoto 7 siis"):            "Lintukoto 7",
		"/cases/" + url.PathEscape("Västäräkki"):                           "Västäräkki",
		`{"text":"V\u00e4st\u00e4r\u00e4kki"}`:                             "Västäräkki",
	} {
		if readable([]byte(hidden), text) == "" {
			t.Errorf("the scan does not see through %s", hidden)
		}
	}
}

// controls are what each medium holds of each service, readable on purpose.
var controls = map[string][]string{
	"history": {
		"intake.notification-registered.v1", "transitions.plan-made.v1", "transitions.handover-declined.v1", "transitions.youth-signed-in.v1",
		"peergroups.group-founded.v1", "notifications.contact-chosen.v1", "notifications.mail-sent.v1", "keys.key-wrapped.v1",
	},
	"keys/intake": {`"primaryKeyId":`}, "keys/transitions": {`"primaryKeyId":`}, "keys/peergroups": {`"primaryKeyId":`}, "keys/notifications": {`"primaryKeyId":`},
	"bus":     {"intake.matter-opened.v1", "transitions.plan-made.v1", "peergroups.seat-reserved.v1", "notifications.notice-posted.v1"},
	"redis":   {`"reporter_body":"education"`, `"duty_end":`, `"seats":`, `"what":"seat-reserved"`},
	"log":     {"intake.register-notification", "transitions.make-plan", "peergroups.found-group", "notifications.set-contact", "transitions.sign-in-youth"},
	"traces":  {"oma POST /contact"},
	"export":  {"intake.register-notification", "transitions.make-plan", "peergroups.found-group", "notifications.set-contact", "notifications.mail"},
	"metrics": {"nivel_", "transitions", "peergroups", "notifications", "intake"},
	"urls":    {"/matters/", "/cases/", "/groups/", "/contact"},
	"letters": {"nivel@county.example", "https://oma.county.example", "Uusi viesti"},
}

// readFiles adds every file that a system wrote, by its folder.
func readFiles(t *testing.T, dir string, media map[string][]byte) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		parts := strings.Split(strings.TrimPrefix(path, dir+"/"), "/")
		name := parts[0]
		if name == "keys" {
			name += "/" + parts[1]
		}
		media[name] = append(media[name], raw...)
		return err
	}))
}

// decoded is a letter's subject and text as its reader sees them.
func decoded(t *testing.T, letter string) string {
	t.Helper()
	_, raw, _ := strings.Cut(letter, "\n") // who it went to, and then the letter
	message, err := netmail.ReadMessage(strings.NewReader(raw))
	must(t, err)
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	must(t, err)
	text, err := io.ReadAll(quotedprintable.NewReader(message.Body))
	must(t, err)
	return subject + "\n" + string(text)
}

// played is who used the pages to type the canaries, and how.
type played struct {
	desk, elin, oma *visitor
	code            string // with which the young person signed in
	group           string // path of the group that they joined
}

// playCanaries types every canary, in the right place and in wrong ones.
func playCanaries(t *testing.T, s *system, letters *mail) played {
	t.Helper()
	desk, elin := visitorOf(t, s.desk), visitorOf(t, s.desk)
	desk.identify("w-aino")
	elin.identify("w-elin")
	matter, _, _ := strings.Cut(desk.send("/notifications/new", "/notifications", canaryForm()), "?")
	for act, typed := range map[string]url.Values{"take": {}, "urgency": {"urgent": {"no"}, "grounds": {"Sulkasato alkoi."}}} {
		desk.send(matter, matter+"/"+act, typed)
	}
	desk.send(matter, matter+"/start", url.Values{"start": {"yes"}, "grounds": {"Sulkasato on ohi."}})
	assessment := url.Values{
		"form": {"child-needs"}, "version": {"1"}, "choice": {"hearing", "relationship", "special_support", "own_worker"},
		"answers.summary": {"Haarapääsky muutti."}, "answers.client_view": {"Haarapääsky muutti."}, "answers.hearing": {"heard"},
		"answers.hearing_how": {"Haarapääsky muutti."}, "answers.strengths": {"Haarapääsky muutti."}, "answers.needs": {"Haarapääsky muutti."},
		"answers.relationship": {"continues"}, "answers.special_support": {"no"}, "answers.own_worker": {"needed"},
		"answers.conclusions": {"Haarapääsky muutti."},
	}
	for name := range assessment {
		if field, ok := strings.CutPrefix(name, "answers."); ok {
			assessment.Set("basis."+field, "0") // nothing stood there when it was typed
		}
	}
	desk.send(matter+"/assessment", matter+"/assessment", assessment)
	desk.send(matter, matter+"/outcome", url.Values{"outcome": {"aftercare"}, "grounds": {"Haarapääsky muutti."}})
	sender := client(t, "http://"+s.transitions, filepath.Join(s.data, "secret.key"), "w-aino", access.SocialWorker)
	var rows []contracts.CaseRow
	eventually(t, 30*time.Second, "the case", func() bool {
		rows = fetch[contracts.CasePage](t, sender, "/cases", nil).Rows
		return len(rows) == 1
	})
	at := "/cases/" + rows[0].Case.String()
	desk.send(at, at+"/right", url.Values{"birth_date": {"13.7.2005"}, "basis": {"taken-into-care"}, "placed_from": {"1.1.2015"}, "placed_to": {"1.6.2023"}})
	plan := url.Values{
		"situation": {"Viherpeippo etsii asuntoa."}, "own_rating": {"6"}, "other_rating": {"5"}, "goals.0": {"Tikankolo vuokralle"},
		"own_view": {"Kottarainen sanoo."}, "dissent": {"Västäräkki on eri mieltä."},
	}
	desk.send(at, at+"/plan", plan)
	code := post[contracts.Invitation](t, sender, at+"/invitation", nothing{}).Code

	group, _, _ := strings.Cut(desk.send("/groups/new", "/groups", url.Values{
		"name.fi": {"Punatulkku"}, "name.sv": {"Domherrarna"}, "place": {"Pesäkoppi"}, "first_day": {time.Now().AddDate(0, 0, 7).Format("2.1.2006")},
		"at": {"16.00"}, "minutes": {"90"}, "sessions": {"3"}, "seats": {"2"},
	}), "?")
	oma := visitorOf(t, s.oma)
	oma.do(http.MethodPost, "/sign-in", oma.fill("/", "/sign-in", url.Values{"code": {"Keltasirkku"}})) // wrong on purpose
	oma.send("/", "/sign-in", url.Values{"code": {code}})
	oma.do(http.MethodPost, "/contact", oma.fill("/contact", "/contact", url.Values{"email": {"Keltasirkku at home"}, "language": {"fi"}})) // wrong on purpose
	oma.send("/contact", "/contact", url.Values{"email": {"canary.finch@post.example"}, "language": {"fi"}})
	oma.send(group, group+"/seat", url.Values{})

	tomorrow := time.Now().AddDate(0, 0, 14).Format("2.1.2006")
	desk.send(at, at+"/offer", url.Values{"to": {"w-elin"}, "respond_by": {tomorrow}, "note": {"Pajulintu muuttaa."}})
	elin.send(at, at+"/refuse", url.Values{"reason": {"Rautiainen on vielä täällä."}})
	wrongOnPurpose(t, s, desk, at, plan)
	eventually(t, 30*time.Second, "a letter", func() bool { return len(letters.letters()) > 0 })
	for _, page := range []string{"/inbox", "/cases", "/groups", "/notices", matter, at, group} {
		desk.do(http.MethodGet, page, nil)
	}
	for _, page := range []string{"/", "/groups", group, "/contact"} {
		oma.do(http.MethodGet, page, nil)
	}
	return played{desk, elin, oma, code, group}
}

func visitorOf(t testing.TB, address string) *visitor {
	return &visitor{t: t, base: "http://" + address, cookies: map[string]string{}}
}

// wrongOnPurpose sends what every service refuses: a refusal tells of nothing
// that was typed either.
func wrongOnPurpose(t *testing.T, s *system, desk *visitor, at string, plan url.Values) {
	t.Helper()
	wrong := maps.Clone(plan)
	wrong.Set("own_rating", "Viherpeippo")
	wrong.Set("review_by", "13.7.2005")
	body, to := desk.do(http.MethodPost, at+"/plan", desk.fill(at, at+"/plan", wrong))
	if to != "" || !strings.Contains(body, "Viherpeippo") {
		t.Errorf("a plan without a rating leads to %q", to)
	}
	type typed map[string]string
	for path, body := range map[string]typed{
		s.api + "/notifications": {"Kanarianen": "Siipikarja"}, s.api + "/matters/Kanarianen/urgency": {"grounds": "Sulkasato"},
		s.transitions + at + "/plan": {"situation": "Viherpeippo", "own_rating": "Kottarainen"}, s.transitions + "/sign-ins": {"code": "Keltasirkku"},
		s.transitions + at + "/handover/refusal": {"Rautiainen": "Pajulintu"}, s.transitions + at + "/right": {"birth_date": "13.7.2005"},
		s.peergroups + "/groups": {"place": "Pesäkoppi", "seats": "Punatulkku"},
	} {
		address, rest, _ := strings.Cut(path, "/")
		c := client(t, "http://"+address, filepath.Join(s.data, "secret.key"), "w-aino", access.SocialWorker)
		if _, _, err := edge.Call[contracts.Receipt](t.Context(), c, edge.Request{Method: http.MethodPost, Path: "/" + rest, Body: body, Command: es.NewID()}); err == nil {
			t.Errorf("POST %s takes what is wrong", path)
		}
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
	forms["URL"], forms["URL path"] = url.QueryEscape(text), url.PathEscape(text)
	if quoted := strings.Trim(strconv.QuoteToASCII(text), `"`); quoted != text {
		forms["JSON"] = strings.ReplaceAll(quoted, `\x`, `\u00`)
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
