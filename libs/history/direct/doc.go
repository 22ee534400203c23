// Package direct reads the log of an embedded node in its own process, without
// the protocol between: for the rebuild of read models, which reads everything.
//
// It owns [Log], an es.Log over the engine. It never writes; everything else
// goes by the client, as against a cluster.
package direct
