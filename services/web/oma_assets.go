package web

import (
	"fmt"
	"io/fs"
)

// loadOmaAssets reads the files that pages of Oma load and makes the area's
// style. Oma has one small script of its own and no library.
func loadOmaAssets(accent string) (assets, error) {
	colours, err := areaStyle(accent)
	if err != nil {
		return nil, err
	}
	loaded := assets{"area.css": newAsset("text/css; charset=utf-8", []byte(colours))}
	for name, kind := range map[string]string{
		"oma.css":      "text/css; charset=utf-8",
		"oma.js":       "text/javascript; charset=utf-8",
		"oma-icon.svg": "image/svg+xml",
	} {
		plain, err := fs.ReadFile(assetFiles, "assets/"+name)
		if err != nil {
			return nil, fmt.Errorf("read assets: %w", err)
		}
		loaded[name] = newAsset(kind, plain)
	}
	return loaded, nil
}
