package web

import (
	"fmt"
	"math"
	"strconv"
)

// colour is red, green and blue, 0 to 1 each.
type colour [3]float64

// The grounds that are hardest to read on, in the light and the dark look; as
// --sunken in desk.css.
var (
	day   = colour{0xf4 / 255.0, 0xf6 / 255.0, 0xf7 / 255.0}
	night = colour{0x20 / 255.0, 0x27 / 255.0, 0x2c / 255.0}
)

// areaStyle returns the style sheet that gives an area its colour: as it is
// where that can be read, and otherwise as much darker as it takes; in
// the dark as much lighter.
//
// Source: WCAG 2.2, success criterion 1.4.3: a contrast of 4.5 to 1 for text.
func areaStyle(accent string) (string, error) {
	own, err := parseColour(accent)
	if err != nil {
		return "", err
	}
	light := towards(own, colour{}, day)
	dark := towards(own, colour{1, 1, 1}, night)
	return fmt.Sprintf(":root{--accent:%s;--on-accent:#fff}\n"+
		"@media (prefers-color-scheme:dark){:root{--accent:%s;--on-accent:%s}}\n", light, dark, night), nil
}

// towards mixes c with end until it can be read on ground.
func towards(c, end, ground colour) colour {
	const enough, steps = 4.6, 50
	for i := range steps {
		share := float64(i) / steps
		mixed := colour{}
		for k := range mixed {
			mixed[k] = c[k]*(1-share) + end[k]*share
		}
		if contrast(mixed, ground) >= enough {
			return mixed
		}
	}
	return end
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	var linear colour
	for i, s := range c {
		if s <= 0.04045 {
			linear[i] = s / 12.92
		} else {
			linear[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}

// String returns the colour as #rrggbb.
func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(c[0]*255+0.5), int(c[1]*255+0.5), int(c[2]*255+0.5))
}

func parseColour(s string) (colour, error) {
	n, err := strconv.ParseUint(s[min(1, len(s)):], 16, 32)
	if err != nil || len(s) != 7 || s[0] != '#' {
		return colour{}, fmt.Errorf("accent %q is not a colour of the form #rrggbb", s)
	}
	return colour{float64(n>>16) / 255, float64(n>>8&0xff) / 255, float64(n&0xff) / 255}, nil
}
