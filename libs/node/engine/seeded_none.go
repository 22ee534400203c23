//go:build !seeded_nosync

package engine

// synchronous is how SQLite writes: FULL syncs each commit before it returns.
const synchronous = "FULL"
