// Package powercut is a disk for tests that can lose its power.
//
// It owns a small file system in memory, mounted through FUSE, that writes down
// every write, truncation, sync and change of a name, in order (disk.go), and
// [Cut], which says what a disk would hold had the power gone at some point: all
// that was synced, and of the rest nothing or a random part (cut.go).
//
// It is a module of its own, so that nothing of the product depends on FUSE. It
// needs /dev/fuse and the right to mount; [Mount] says when they are missing.
//
// It keeps no directories below its root and no times, and does not model a disk
// that tears a single sector of 512 bytes.
package powercut
