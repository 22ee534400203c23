package area

import _ "embed"

//go:embed demo.json
var demo []byte

// Demo returns the fictional area that runs where no other is configured. Its
// county, units and workers do not exist.
func Demo() (Area, error) { return Parse(demo) }
