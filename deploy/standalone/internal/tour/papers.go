package tour

import "nivel/deploy/standalone/internal/browser"

// papers shows the documents of the matter that is open, and comes back to it: what
// arrived, who a copy is for, a copy in the other language, the draft of the assessment, and
// why there is no national document yet.
func (t Tour) papers(p *browser.Page) error {
	matter := p.Path()
	for _, stop := range []struct{ name, address string }{
		{"paper-notification", "/documents/notification"},
		{"paper-copy-to", "/documents/evaluation/party-copy"},
		{"paper-party-copy", "/documents/evaluation/party-copy?lang=sv&copy_to=client"},
		{"paper-assessment", "/documents/assessment"},
		{"paper-refused", "/documents/evaluation/national"},
	} {
		if err := t.visit(p, stop.name, matter+stop.address); err != nil {
			return err
		}
	}
	p.Visit(matter)
	return p.Err()
}
