package browser

import (
	"context"
	"errors"
	"fmt"
	"os/exec"

	"github.com/chromedp/chromedp"
)

// Browser is one running Chromium without a window.
type Browser struct {
	ctx  context.Context
	stop context.CancelFunc
}

// Start starts Chromium, from the PATH, with its profile in a folder of its own.
// It runs until ctx ends or Stop is called.
func Start(ctx context.Context, profile string) (*Browser, error) {
	program, err := find()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(profile), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		// A key or click before the first paint is dropped otherwise, unseen: a step
		// waits for the document, not for what a loaded machine has painted.
		chromedp.Flag("allow-pre-commit-input", true),
		// Whatever Chromium wants on its own account: there is no other host.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"),
	)
	ctx, stopProcess := chromedp.NewExecAllocator(ctx, options...)
	ctx, stopTab := chromedp.NewContext(ctx)
	b := &Browser{ctx: ctx, stop: func() { stopTab(); stopProcess() }}
	if err := chromedp.Do(ctx); err != nil {
		b.stop()
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	return b, nil
}

// Stop ends the browser and everybody's pages.
func (b *Browser) Stop() { b.stop() }

func find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("chromium is not on the PATH")
}

// Person returns the page of somebody who has no cookies yet and who goes to
// addresses below base, such as http://localhost:8080.
func (b *Browser) Person(base string) (*Page, error) {
	w := &watch{}
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.hear))
	p := &Page{ctx: ctx, stop: stop, base: base, watch: w}
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, fmt.Errorf("open a page: %w", err)
	}
	p.View(View{Width: Wide})
	return p, p.err
}
