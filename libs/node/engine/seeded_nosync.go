//go:build seeded_nosync

package engine

// synchronous is wrong on purpose: an engine built like this loses events in a
// power cut, and the tests of power cuts must notice it.
const synchronous = "OFF"
