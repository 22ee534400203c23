package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
)

//go:embed assets/*.js assets/*.css assets/*.svg
var assetFiles embed.FS

// asset is one file that pages load.
type asset struct {
	kind   string // content type
	plain  []byte
	packed []byte // gzip
	sum    string // of plain, short
}

// assets are the files that pages load, by name.
type assets map[string]asset

// loadAssets reads the files in assets/ and makes the area's style. The two
// vendored scripts become one, so that the extension is there before htmx looks
// for it.
func loadAssets(accent string) (assets, error) {
	script, err := joined("assets/htmx.min.js", "assets/hx-sse.min.js")
	if err != nil {
		return nil, err
	}
	style, err := fs.ReadFile(assetFiles, "assets/desk.css")
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	icon, err := fs.ReadFile(assetFiles, "assets/icon.svg")
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	colours, err := areaStyle(accent)
	if err != nil {
		return nil, err
	}
	return assets{
		"desk.js":  newAsset("text/javascript; charset=utf-8", script),
		"desk.css": newAsset("text/css; charset=utf-8", style),
		"area.css": newAsset("text/css; charset=utf-8", []byte(colours)),
		"icon.svg": newAsset("image/svg+xml", icon),
	}, nil
}

func joined(names ...string) ([]byte, error) {
	var all []byte
	for _, name := range names {
		part, err := fs.ReadFile(assetFiles, name)
		if err != nil {
			return nil, fmt.Errorf("read assets: %w", err)
		}
		all = append(append(all, part...), ';', '\n')
	}
	return all, nil
}

func newAsset(kind string, plain []byte) asset {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = zip.Write(plain) // a buffer takes everything
	_ = zip.Close()
	sum := sha256.Sum256(plain)
	return asset{kind: kind, plain: plain, packed: packed.Bytes(), sum: hex.EncodeToString(sum[:6])}
}

// path is where pages load an asset: a new one has a new address.
func (a assets) path(name string) string { return "/assets/" + name + "?v=" + a[name].sum }

// serve answers GET /assets/{file}. Assets hold nothing personal and may be kept.
func (a assets) serve(w http.ResponseWriter, r *http.Request) {
	found, ok := a[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", found.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "public, max-age=3600")
	if r.URL.Query().Get("v") == found.sum {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := found.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = found.packed
	}
	_, _ = w.Write(body) // a reader who has gone is not our fault
}
