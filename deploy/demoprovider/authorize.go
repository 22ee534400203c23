package demoprovider

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"nivel/libs/area"
	"nivel/libs/person"
)

// request is what pages asked for when they sent a browser here.
type request struct {
	realm, back, state, nonce, challenge, language string
	until                                          time.Time
}

// grant is what a code is worth: who signed in, for which request.
type grant struct {
	request
	claims claims
}

// claims are what an id token says of somebody.
type claims struct {
	Subject      string `json:"sub"`
	Name         string `json:"name,omitempty"`
	Level        string `json:"acr"`
	IdentityCode string `json:"identity_code,omitempty"`
}

// demoLevel is the level of a sign-in that proves nothing.
const demoLevel = "demo"

// ask answers GET authorize: who are you? A request that cannot be answered to
// its sender is shown as wrong; every other mistake goes back to the sender.
func (p *Provider) ask(w http.ResponseWriter, r *http.Request, realm string) {
	q, client := r.URL.Query(), p.Clients[realm]
	back := client.Address + client.Back
	if q.Get("client_id") != client.ID || q.Get("redirect_uri") != back {
		http.Error(w, "unknown client_id or redirect_uri", http.StatusBadRequest)
		return
	}
	asked := request{
		realm: realm, back: back, state: q.Get("state"), nonce: q.Get("nonce"), challenge: q.Get("code_challenge"),
		language: chosen(q.Get("ui_locales"), r.Header.Get("Accept-Language")), until: p.Clock().Add(lives),
	}
	switch {
	case q.Get("response_type") != "code":
		p.sendBack(w, r, asked, url.Values{"error": {"unsupported_response_type"}})
	case !strings.Contains(" "+q.Get("scope")+" ", " openid "):
		p.sendBack(w, r, asked, url.Values{"error": {"invalid_scope"}})
	case asked.state == "" || asked.nonce == "" || asked.challenge == "" || q.Get("code_challenge_method") != "S256":
		p.sendBack(w, r, asked, url.Values{"error": {"invalid_request"}})
	default:
		p.show(w, http.StatusOK, p.page(asked, keep(p, p.asked, asked)))
	}
}

// answer answers POST authorize: somebody chose who to be.
func (p *Provider) answer(w http.ResponseWriter, r *http.Request, realm string) {
	id := r.PostFormValue("request")
	p.mu.Lock()
	asked, ok := p.asked[id]
	p.mu.Unlock()
	if !ok || asked.realm != realm || !p.Clock().Before(asked.until) {
		http.Error(w, "this request to sign in is over: begin again", http.StatusBadRequest)
		return
	}
	who, ok := p.who(realm, r.PostForm)
	if !ok {
		page := p.page(asked, id)
		page.Wrong = true
		p.show(w, http.StatusUnprocessableEntity, page)
		return
	}
	p.mu.Lock()
	delete(p.asked, id)
	p.mu.Unlock()
	asked.until = p.Clock().Add(time.Minute)
	p.sendBack(w, r, asked, url.Values{"code": {keep(p, p.codes, grant{asked, who})}})
}

// who returns who somebody chose to be.
func (p *Provider) who(realm string, form url.Values) (claims, bool) {
	if realm == Workers {
		w, ok := p.Area.WorkerOf(area.Claims{"sub": form.Get("worker")})
		return claims{Subject: w.ID, Name: w.Name, Level: demoLevel}, ok
	}
	code, err := person.ParseIdentityCode(form.Get("identity_code"))
	if err != nil || !code.Artificial() {
		return claims{}, false
	}
	return claims{Subject: random(), Level: demoLevel, IdentityCode: code.Reveal()}, true
}

// people are the workers to choose from: machines are none.
func (p *Provider) people() []area.Worker {
	var all []area.Worker
	for _, w := range p.Area.Workers {
		if _, signsIn := p.Area.WorkerOf(area.Claims{"sub": w.ID}); signsIn {
			all = append(all, w)
		}
	}
	return all
}

// sendBack leads the browser back to the pages.
func (p *Provider) sendBack(w http.ResponseWriter, r *http.Request, asked request, said url.Values) {
	said.Set("state", asked.state)
	said.Set("iss", p.Issuer(asked.realm))
	http.Redirect(w, r, asked.back+"?"+said.Encode(), http.StatusSeeOther)
}

// signOut answers GET sign-out: nobody is kept signed in here, so it leads back.
func (p *Provider) signOut(w http.ResponseWriter, r *http.Request, realm string) {
	client, to := p.Clients[realm], r.URL.Query().Get("post_logout_redirect_uri")
	if r.URL.Query().Get("client_id") != client.ID || to != client.Address+"/" {
		http.Error(w, "unknown client_id or post_logout_redirect_uri", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// ending is what is kept for a while.
type ending interface{ over(now time.Time) bool }

func (r request) over(now time.Time) bool { return !now.Before(r.until) }

// keep keeps value under a new random id, and drops what is over.
func keep[T ending](p *Provider, all map[string]T, value T) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Clock()
	maps.DeleteFunc(all, func(_ string, kept T) bool { return kept.over(now) })
	id := random()
	all[id] = value
	return id
}
