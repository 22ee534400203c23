// Command screenshots writes a picture of every page and state, in each language,
// width and colour scheme, into var/screenshots, with an index page.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"time"

	"nivel/deploy/standalone/internal/browser"
	"nivel/deploy/standalone/internal/tour"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	began := time.Now()
	root, err := browser.Repository()
	if err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		return 1
	}
	a := &album{dir: filepath.Join(root, "var", "screenshots")}
	if err := a.take(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		return 1
	}
	fmt.Printf("%d pictures in %s: %s\n", a.pictures, time.Since(began).Round(time.Second), filepath.Join(a.dir, indexName))
	return 0
}

// take fills the album: first an area where nothing has happened, then the same
// area with its demo content.
func (a *album) take(ctx context.Context) error {
	temp, err := os.MkdirTemp("", "nivel-screenshots-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	if err := a.clear(); err != nil {
		return err
	}
	chromium, err := browser.Start(ctx, filepath.Join(temp, "profile"))
	if err != nil {
		return err
	}
	defer chromium.Stop()
	program := filepath.Join(temp, "nivel")
	if err := build(ctx, program); err != nil {
		return err
	}
	data := filepath.Join(temp, "data")
	err = withSystem(ctx, program, data, []string{"--demo-content=false"}, func(at addresses) error {
		return a.walk(chromium, at, tour.Tour.EmptyLists)
	})
	if err != nil {
		return err
	}
	err = withSystem(ctx, program, data, nil, func(at addresses) error {
		for _, walk := range []func(tour.Tour) error{tour.Tour.DeskPages, tour.Tour.CasePages} {
			if err := a.walk(chromium, at, walk); err != nil {
				return err
			}
		}
		return a.tour(chromium, at, "en").OpsPages()
	})
	if err != nil {
		return err
	}
	return a.writeIndex()
}

// walk takes a tour in every language at once.
func (a *album) walk(b *browser.Browser, at addresses, walk func(tour.Tour) error) error {
	errs := make([]error, len(languages()))
	var walks sync.WaitGroup
	for i, language := range languages() {
		walks.Go(func() {
			if err := walk(a.tour(b, at, language)); err != nil {
				errs[i] = fmt.Errorf("in %s: %w", language, err)
			}
		})
	}
	walks.Wait()
	return errors.Join(errs...)
}

func (a *album) tour(b *browser.Browser, at addresses, language string) tour.Tour {
	return tour.Tour{
		Browser: b, Desk: "http://" + at.desk, Oma: "http://" + at.oma, Ops: "http://" + at.ops, Language: language,
		Show: func(stop string, p *browser.Page) error { return a.photograph(stop, language, p) },
	}
}
