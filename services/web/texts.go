package web

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strconv"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"nivel/libs/area"
)

// textFiles holds the texts: a file of each language in texts/, and in each of
// its folders, all of which are one catalog.
//
//go:embed texts
var textFiles embed.FS

// languageCookie remembers the language that somebody chose.
const languageCookie = "__Host-nivel-language"

// translated lists the languages that the desk has texts in.
func translated() []string { return []string{"fi", "sv", "en"} }

// catalogs holds the texts of every language that an area offers.
type catalogs struct {
	offered []string // the first is the default
	matcher language.Matcher
	texts   map[string]Texts
}

// loadCatalogs reads the texts of the offered languages; languages without texts
// are left out, and Finnish stands in where none is left.
func loadCatalogs(offered []string) (catalogs, error) {
	bundle := i18n.NewBundle(language.Finnish)
	c := catalogs{texts: map[string]Texts{}}
	for _, lang := range translated() {
		files, err := textFilesIn(lang)
		if err != nil {
			return catalogs{}, err
		}
		for _, file := range files {
			if _, err := bundle.LoadMessageFileFS(textFiles, file); err != nil {
				return catalogs{}, fmt.Errorf("read texts in %s: %w", lang, err)
			}
		}
	}
	var tags []language.Tag
	for _, lang := range append(offered, "fi") {
		if slices.Contains(translated(), lang) && !slices.Contains(c.offered, lang) {
			c.offered = append(c.offered, lang)
			tags = append(tags, language.Make(lang))
			c.texts[lang] = Texts{Lang: lang, localizer: i18n.NewLocalizer(bundle, lang)}
		}
	}
	if !slices.Contains(offered, "fi") && len(c.offered) > 1 {
		c.offered, tags = c.offered[:len(c.offered)-1], tags[:len(tags)-1]
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// textFilesIn names the files of a language, sorted.
func textFilesIn(lang string) ([]string, error) {
	var files []string
	for _, form := range []string{"texts/", "texts/*/"} {
		found, err := fs.Glob(textFiles, form+lang+".json")
		if err != nil {
			return nil, fmt.Errorf("find texts in %s: %w", lang, err)
		}
		files = append(files, found...)
	}
	return files, nil
}

// choose returns the texts for a request: in the language that somebody chose on
// this machine, else the worker's own, else the browser's, else the area's first.
func (c catalogs) choose(r *http.Request, w area.Worker) Texts {
	return c.pick(r, languageCookie, w.Language)
}

// pick is choose where the choice lies in the cookie of that name and the
// reader's own language is given.
func (c catalogs) pick(r *http.Request, name, own string) Texts {
	if cookie, err := r.Cookie(name); err == nil && slices.Contains(c.offered, cookie.Value) {
		return c.texts[cookie.Value]
	}
	if slices.Contains(c.offered, own) {
		return c.texts[own]
	}
	asked, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(asked) == 0 {
		return c.texts[c.offered[0]]
	}
	_, index, _ := c.matcher.Match(asked...)
	return c.texts[c.offered[index]]
}

// Texts is what the pages say in one language.
type Texts struct {
	Lang      string
	localizer *i18n.Localizer
}

// T returns the text of a key. Arguments are pairs of a name and its value. A
// key without a text is shown as it is; tests see to it that there is none.
func (t Texts) T(key string, pairs ...string) string {
	return t.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: named(pairs)})
}

// N returns the text of a key in the form that count asks for, count itself
// being the argument Count.
func (t Texts) N(key string, count int, pairs ...string) string {
	data := named(append(pairs, "Count", strconv.Itoa(count)))
	return t.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: count})
}

// Code returns the text of a code in a family of texts, such as the body
// "police" in "reporter"; a code that this release does not know is shown as it
// is.
func (t Texts) Code(family, code string) string {
	if !t.Has(family + "." + code) {
		return code
	}
	return t.T(family + "." + code)
}

// Has reports whether there is a text for key.
func (t Texts) Has(key string) bool {
	_, err := t.localizer.Localize(&i18n.LocalizeConfig{MessageID: key})
	return err == nil
}

func (t Texts) localize(config *i18n.LocalizeConfig) string {
	text, err := t.localizer.Localize(config)
	if err != nil {
		return config.MessageID
	}
	return text
}

func named(pairs []string) map[string]string {
	data := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		data[pairs[i]] = pairs[i+1]
	}
	return data
}

// InLanguage returns what a configured name is called, Finnish standing in.
func (t Texts) InLanguage(names map[string]string) string {
	if name := names[t.Lang]; name != "" {
		return name
	}
	return names["fi"]
}

// codeOrNone is Code for a code that may be missing.
func (t Texts) codeOrNone(family, code string) string {
	if code == "" {
		return ""
	}
	return t.Code(family, code)
}

// number returns a whole number.
func (t Texts) number(n int) string { return strconv.Itoa(n) }
