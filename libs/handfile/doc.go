// Package handfile seals and opens the file with which a case goes to another
// area: contracts.HandoverFile.
//
// It owns the signature: what is signed, how a key is named, and what makes a
// file not to be trusted. It never decides who may disclose what, stores nothing,
// and sends nothing.
package handfile
