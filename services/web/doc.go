// Package web is the pages: the desk, on which workers receive child welfare
// notifications, carry cases of aftercare and hand them over, and Oma, the young
// people's own pages.
//
// It owns how things look and read: pages, forms, texts in three languages,
// sessions and their cookies, the headers that protect them. No rule lives here:
// what may be done, what is wrong and what is late comes from the services
// behind, which it calls over HTTP. It never reads history, a read model or the
// bus itself; that something has changed reaches it as facts without personal
// data. A service that is away takes its part of a page with it, and no more.
//
// Its map, of the desk:
//
//	page                       here             behind it
//	GET  /                     signin.go        –
//	GET  /sign-in …            signin.go        the identity provider; provider.go speaks OpenID Connect
//	GET  /sign-ins …           signins.go       –
//	GET  /inbox                inbox.go         intake: GET /matters
//	GET  /live                 live.go          facts; bells.go who waits for which notice
//	GET  /notifications/new    notification.go  –
//	POST /notifications        notification.go  intake: POST /notifications
//	GET  /matters/{id}         matter.go        intake: GET /matters/{matter}
//	GET, POST /matters/{id}/assessment  assessment.go  intake: GET and PUT …/assessment
//	POST /matters/{id}/…       matter.go        intake: POST …/urgency, …/start, …/outcome, POST and PUT …/holder
//	GET  /cases                cases.go         transitions: GET /cases
//	GET  /cases/{id}           case.go          transitions: GET /cases/{case}; intake: names and what came before
//	GET  /cases/{id}/daily …   daily.go         transitions: GET and POST …/daily …
//	GET  /cases/{id}/network … network.go       transitions: GET and POST …/network …
//	GET  /living               living.go        transitions: GET /daily/contacts, /daily/situations, /daily/wellbeing
//	GET  /gaps                 gaps.go          transitions: GET /gaps
//	GET  /simulation           simulation.go    transitions: GET /simulations/law
//	POST /cases/{id}/absence   gaps.go          transitions: POST …/absence
//	POST /cases/{id}/right     right.go         transitions: POST …/right
//	POST /cases/{id}/plan      plan.go          transitions: POST …/plan
//	POST /cases/{id}/offer …   handover.go      transitions: POST …/handover, …/refusal, …/meeting, …/acceptance
//	POST /cases/{id}/summary … handover_work.go transitions: POST …/handover/summary, …/consent, …/transfer, …/steps, …/follow-ups, …/withdrawal
//	POST /cases/{id}/file      handover_file.go transitions: POST …/handover/file
//	GET  /cases/{id}/past      past.go          transitions: GET …/past
//	GET  /cases/{id}/summary   summary.go       transitions: GET /cases/{case}; intake: GET /matters/{matter}
//	GET  /cases/{id}/plans/{number} …  planpaper.go  transitions: GET …/plans, POST …/plans/{number}/document
//	GET  /cases/{id}/plans …  planversions.go  transitions: GET …/plans
//	POST /cases/{id}/meeting … meetings.go      transitions: POST …/meetings …
//	POST /cases/{id}/answer    writing.go       transitions: POST …/answers
//	GET, POST /cases/{id}/consent  consent.go   intake: bans and permits of the person
//	GET  /forecast             forecast.go      transitions: GET /forecast
//	GET, POST /matters/{id}/checklist  checklist.go     intake: …/checklist
//	GET, POST /matters/{id}/consultation  consultation.go  intake: …/consultation
//	GET  /matters/{id}/documents/…  paper.go    intake: GET …/documents/{document}
//	GET, POST /people/{person}/identity    identity.go    intake: who a person is known as, and who may be the same
//	GET, POST /people/{person}/protection  protection.go  intake: the safety non-disclosure
//	GET, POST /people/{person}/erasures  erasure.go  intake: …/erasures
//	GET, POST /retention …     retention.go     intake: what is due to be destroyed
//	GET, POST /board …         board.go         intake: the load of a unit
//	GET, POST /people          search.go        intake: the search by name or identity code
//	POST /cases/{id}/invite    invitation.go    transitions: POST …/invitation; notifications: POST /codes
//	GET  /groups …             groups.go        peergroups: GET and POST /groups, GET /groups/{group}
//	GET  /glass …              oversight.go     oversight: POST and GET /glass, DELETE /people/{person}/glass
//	GET  /oversight …          oversight_log.go oversight: GET /report, /people/{person}/looks, /workers/{worker}/looks
//	GET  /notices …            notices.go       notifications: GET /notices, POST /notices/read
//
//	service.go   what it needs, how it is put together; routes.go every route, one line each
//	visit.go     one request: who, in which language, how the answer is written; menu.go where one can go
//	acts.go      how what somebody does with a matter or a case is asked for, refused and shown again
//	session.go   who is signed in, on either face; sessions.go where that is kept; seal.go so that nobody reads it there
//	provider.go  who somebody is, by OpenID Connect; attempt.go what a browser asked for; settings.go which provider
//	token.go     the token in each form; headers.go what protects every answer
//	texts.go     the catalogs in texts/; dates.go dates and times as people write them
//	form.go      what was typed and what was wrong with it; reading.go its values; refused.go how a no reads
//	people.go    names from intake; timeline.go what happened, picture.go the same drawn, picturegroups.go with the peer groups, due.go what is next, proof.templ why
//	assets.go    style and scripts; accent.go the colours of an area
//	*.templ      the pages; *_templ.go is generated from them
//
// Oma has the files that begin with oma_, from oma_service.go and oma_routes.go
// on, and the texts in texts/oma.
package web

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate
