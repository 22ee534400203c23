package browser

import (
	"fmt"
	"net/url"
	"slices"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// watch gathers what a page does that it should not.
type watch struct {
	mu        sync.Mutex
	host      string // where the person is
	wrong     []string
	addresses []string
}

// Wrongs returns what the pages have done so far that they should not, in order:
// requests to another host, files that could not be had, breaches of the content
// security policy, errors and warnings on the console.
func (p *Page) Wrongs() []string {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	return slices.Clone(p.watch.wrong)
}

// Addresses returns every address that the pages have asked for so far, in order.
func (p *Page) Addresses() []string {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	return slices.Clone(p.watch.addresses)
}

func (w *watch) goTo(address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if u, err := url.Parse(address); err == nil {
		w.host = u.Host
	}
}

// moveTo notes that the person goes to another of this machine's hosts, as from
// our pages to the identity provider and back. What the pages there load must
// come from there.
func (w *watch) moveTo(address string) {
	if u, err := url.Parse(address); err == nil && u.Hostname() == "localhost" {
		w.host = u.Host
	}
}

// hear takes what the browser says of the page. It is called in order.
func (w *watch) hear(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeDocument {
			w.moveTo(e.Request.URL)
		}
		w.request(e.Request.URL, e.DocumentURL)
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 && e.Type != network.ResourceTypeDocument {
			w.note("%s answered %d", e.Response.URL, e.Response.Status)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled && e.ErrorText != "net::ERR_ABORTED" { // what a left page still asked for
			w.note("%s did not load: %s %s", e.Type, e.ErrorText, e.BlockedReason)
		}
	case *log.EventEntryAdded:
		if e.Entry.Source != log.EntrySourceNetwork && e.Entry.Level != log.EntryLevelVerbose {
			w.note("%s: %s", e.Entry.Source, e.Entry.Text)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			w.note("console %s: %s", e.Type, saidOf(e.Args))
		}
	case *runtime.EventExceptionThrown:
		w.note("exception: %s %s", e.ExceptionDetails.Text, saidOf([]*runtime.RemoteObject{e.ExceptionDetails.Exception}))
	}
}

// request notes what a page loads. One that the person is leaving may still load
// from its own host.
func (w *watch) request(address, page string) {
	w.addresses = append(w.addresses, address)
	u, err := url.Parse(address)
	of, pageErr := url.Parse(page)
	own := pageErr == nil && of.Hostname() == "localhost" && err == nil && u.Host == of.Host
	if err != nil || (u.Scheme == "http" || u.Scheme == "https") && u.Host != w.host && !own {
		w.note("request to %s", address)
	}
}

func (w *watch) note(format string, args ...any) {
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
}

func saidOf(objects []*runtime.RemoteObject) string {
	said := ""
	for _, o := range objects {
		if o != nil {
			said += o.Description + string(o.Value) + " "
		}
	}
	return said
}
