package notifications

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
)

// The words of an e-mail. They are the same whatever it tells of: whoever sees
// the letter learns only that there is something to read, and where to sign in.
//
//go:embed texts/*.json
var texts embed.FS

// wording is what every e-mail in one language says.
type wording struct {
	Subject string `json:"subject"`
	Body    string `json:"body"` // {link} stands for where to read

	CodeSubject string `json:"code_subject"` // of a letter with a code that signs in
	CodeBody    string `json:"code_body"`    // {code} stands for the code, {link} for where it is typed
	CodeText    string `json:"code_text"`    // the same of a text message
}

// wordings reads the words of every language.
func wordings() (map[Language]wording, error) {
	all := map[Language]wording{}
	for _, language := range Languages() {
		raw, err := texts.ReadFile("texts/" + string(language) + ".json")
		if err != nil {
			return nil, fmt.Errorf("read the words in %s: %w", language, err)
		}
		var w wording
		if err := json.Unmarshal(raw, &w); err != nil {
			return nil, fmt.Errorf("read the words in %s: %w", language, err)
		}
		all[language] = w
	}
	return all, nil
}

// text returns the body with its link.
func (w wording) text(link string) string { return strings.ReplaceAll(w.Body, "{link}", link) }
