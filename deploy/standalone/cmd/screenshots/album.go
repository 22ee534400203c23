package main

import (
	_ "embed" // the index page
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"nivel/deploy/standalone/internal/browser"
)

const indexName = "index.html"

//go:embed index.html
var indexHTML string

// album is a folder of pictures and its index page.
type album struct {
	dir string

	mu       sync.Mutex
	stops    []string // in the order of the tour
	pictures int
}

func languages() []string { return []string{"fi", "sv", "en"} }

func views() []browser.View {
	return []browser.View{
		{Width: browser.Narrow}, {Width: browser.Narrow, Dark: true},
		{Width: browser.Wide}, {Width: browser.Wide, Dark: true},
	}
}

// clear removes the pictures of an earlier run: a page that is gone must not look
// as if it were there.
func (a *album) clear() error {
	if err := os.RemoveAll(a.dir); err != nil {
		return err
	}
	return os.MkdirAll(a.dir, 0o755)
}

// name is the file of one picture.
func (a *album) name(stop, language string, v browser.View) string {
	return fmt.Sprintf("%s-%s-%s.png", stop, language, v)
}

// photograph takes the page in every view. Tours in several languages may do so
// at once.
func (a *album) photograph(stop, language string, p *browser.Page) error {
	for _, v := range views() {
		p.View(v)
		png := p.Picture()
		if err := p.Err(); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(a.dir, a.name(stop, language, v)), png, 0o644); err != nil {
			return err
		}
	}
	a.note(stop)
	p.View(browser.View{Width: browser.Wide})
	return p.Err()
}

func (a *album) note(stop string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !slices.Contains(a.stops, stop) {
		a.stops = append(a.stops, stop)
	}
	a.pictures += len(views())
}

// shot is one picture on the index page.
type shot struct{ Language, View, File string }

// writeIndex writes the page that shows all pictures in a grid.
func (a *album) writeIndex() error {
	type row struct {
		Stop  string
		Shots []shot
	}
	var rows []row
	for _, stop := range a.stops {
		r := row{Stop: stop}
		for _, language := range languages() {
			for _, v := range views() {
				file := a.name(stop, language, v)
				if _, err := os.Stat(filepath.Join(a.dir, file)); err == nil {
					r.Shots = append(r.Shots, shot{Language: language, View: v.String(), File: file})
				}
			}
		}
		rows = append(rows, r)
	}
	page, err := os.Create(filepath.Join(a.dir, indexName))
	if err != nil {
		return err
	}
	if err := template.Must(template.New("index").Parse(indexHTML)).Execute(page, rows); err != nil {
		_ = page.Close()
		return fmt.Errorf("write the index page: %w", err)
	}
	return page.Close()
}
