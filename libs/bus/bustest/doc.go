// Package bustest is what tests of the bus and of its users share. It never
// runs outside tests.
package bustest

import "go.uber.org/goleak"

// Abandoned lets a test binary end although a NATS server in it was stopped
// while it was making a stream or a durable consumer for a client that no longer
// waited: the server closes neither that store nor its clock.
func Abandoned() []goleak.Option {
	return []goleak.Option{
		goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server.(*fileStore).flushStreamStateLoop"),
		goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server/ats.Register.func1"),
	}
}
