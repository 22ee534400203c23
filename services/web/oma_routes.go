package web

import "net/http"

// omaAnswer is one page of Oma.
type omaAnswer struct {
	pattern string
	kind    route
	show    func(*omaVisit) error
}

// answers is the whole surface of Oma, one line each.
func (o *Oma) answers() []omaAnswer {
	answers := []omaAnswer{
		{"GET /{$}", open, o.showHome},
		{"POST /sign-in", open, o.signIn},
		{"POST /sign-out", open, o.signOut},
		{"POST /language", open, o.chooseLanguage},
		{"GET " + livePath, open, o.live}, // a stream that finds nobody signed in says so itself
		{"POST /messages/read", signedIn, o.readMessages},
		{"GET /groups", signedIn, o.showGroups},
		{"GET /groups/{group}", signedIn, o.showGroup},
		{"POST /groups/{group}/seat", signedIn, o.actOnSeat(http.MethodPost)},
		{"POST /groups/{group}/cancel", signedIn, o.actOnSeat(http.MethodDelete)},
		{"GET /contact", signedIn, o.showContact},
		{"POST /contact", signedIn, o.saveContact},
		{"GET /consent", signedIn, o.showConsent},
		{"GET /handover", signedIn, o.showMyHandover},
		{"POST /handover", signedIn, o.reviewSummary},
		{"GET /plan", signedIn, o.showPlan},
		{"POST /plan", signedIn, o.writeToPlan},
		{"/", open, func(*omaVisit) error { return errNoPage }},
	}
	answers = append(answers, o.dailyAnswers()...)
	if o.provider != nil {
		answers = append(answers, omaAnswer{"GET /sign-in", open, o.startSignIn}, omaAnswer{"GET " + BackPath, open, o.endSignIn})
	}
	if o.Oversight != nil {
		answers = append(answers, omaAnswer{"GET /looks", signedIn, o.showLooks})
	}
	if o.Intake != nil {
		answers = append(answers, omaAnswer{"GET /request", signedIn, o.showRequest}, omaAnswer{"POST /request", signedIn, o.sendRequest})
	}
	return answers
}

// guard puts the answers, and the files that pages load, behind the same wall as
// the desk's.
func (o *Oma) guard() guard {
	mux := http.NewServeMux()
	for _, a := range o.answers() {
		mux.Handle(a.pattern, o.page(a.kind, a.show))
	}
	mux.Handle("GET /assets/{file}", http.HandlerFunc(o.assets.serve))
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(o.page(open, func(*omaVisit) error { return errForeign }))
	return guard{ServeMux: mux, inner: foreign.Handler(mux), production: o.Production}
}
