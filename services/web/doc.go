// Package web is the desk: the pages on which workers receive child welfare
// notifications and act on them.
//
// It owns how things look and read: pages, forms, texts in three languages,
// sessions and their cookies, the headers that protect them. No rule lives here:
// what may be done, what is wrong and what is late comes from the services
// behind, which it calls over HTTP. It never reads history, a read model or the
// bus itself; that something has changed reaches it as facts without personal
// data.
//
// Its map:
//
//	page                       here             behind it
//	GET  /                     signin.go        –
//	GET  /inbox                inbox.go         GET /matters
//	GET  /live                 live.go          facts
//	GET  /notifications/new    notification.go  –
//	POST /notifications        notification.go  POST /notifications
//	GET  /matters/{id}         matter.go        GET /matters/{matter}
//	POST /matters/{id}/…       acts.go          POST …/urgency, …/start, POST and PUT …/holder
//
//	service.go   what it needs, how it is put together; routes.go every route, one line each
//	visit.go     one request: who, in which language, how the answer is written
//	session.go   who is signed in; token.go the token in each form; headers.go what protects every answer
//	texts.go     the catalogs in texts/; dates.go dates and times as people write them
//	form.go      what was typed and what was wrong with it; refused.go how a no reads
//	assets.go    style and scripts; accent.go the colours of an area
//	*.templ      the pages; *_templ.go is generated from them
package web

//go:generate go run github.com/a-h/templ/cmd/templ@v0.3.977 generate
