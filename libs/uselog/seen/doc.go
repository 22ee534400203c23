// Package seen answers from the use log who has looked at a person's data, what a
// worker has looked at and what was looked at on a day.
//
// It owns the read model of the log: rows and lists in Redis, folded from the
// streams of all services' logs, which hold ids and codes only. A row leaves out
// the sealed reason of a broken glass.
//
// It never writes a log, never decides who may ask (the privacy officer, the
// worker who makes an extract, the person on the own pages), never verifies a
// chain and never resolves a name. uselog.OwnView and uselog.Extract make of its
// answers what their readers may see.
package seen
