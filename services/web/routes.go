package web

import "net/http"

// route says what a page asks of its visitor.
type route int

const (
	signedIn route = iota // a session, and the form's token when something is sent
	open                  // nobody needs to be signed in; the form's token when something is sent
)

// answer is one page of the desk.
type answer struct {
	pattern string
	kind    route
	show    func(*visit) error
}

// answers is the whole surface of the desk, one line each.
func (s *Service) answers() []answer {
	return []answer{
		{"GET /{$}", open, s.showSignIn},
		{"POST /sign-in", open, s.signIn},
		{"POST /sign-out", open, s.signOut},
		{"POST /language", open, s.chooseLanguage},
		{"POST /stay", signedIn, s.stay},
		{"GET /inbox", signedIn, s.showInbox},
		{"GET " + livePath, open, s.live}, // a stream that finds nobody signed in says so itself
		{"GET /notifications/new", signedIn, s.newNotification},
		{"POST /notifications", signedIn, s.registerNotification},
		{"GET /matters/{matter}", signedIn, s.showMatter},
		{"POST /matters/{matter}/urgency", signedIn, s.act(assessUrgency)},
		{"POST /matters/{matter}/start", signedIn, s.act(decideStart)},
		{"POST /matters/{matter}/take", signedIn, s.act(takeMatter)},
		{"POST /matters/{matter}/hand", signedIn, s.act(handMatter)},
		{"/", open, func(*visit) error { return errNoPage }},
	}
}

// routes puts the answers, and the files that pages load, behind one mux.
func (s *Service) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for _, a := range s.answers() {
		mux.Handle(a.pattern, s.page(a.kind, a.show))
	}
	mux.Handle("GET /assets/{file}", http.HandlerFunc(s.assets.serve))
	return mux
}
