package bus

import (
	"context"
	"errors"
	"fmt"
)

// stall notices what a consumer cannot see by itself: that the bus was wiped,
// or that facts wait and the server hands none out.
type stall struct {
	consumer *consuming
	at       uint64 // last fact handed out, at the last look
	idle     int    // looks at which facts waited and none was handed out
}

var errStalled = errors.New("facts wait but the server hands none out")

func (s *stall) check(ctx context.Context) error {
	info, err := s.consumer.durable.Info(ctx)
	if err != nil {
		return fmt.Errorf("look after consumer %s: %w", s.consumer.Name, err)
	}
	s.consumer.Bus.gauges.lag.Record(ctx, int64(info.NumPending)+int64(info.NumAckPending), of(s.consumer.reader()))
	if info.NumPending == 0 {
		s.consumer.Bus.gauges.behind.Record(ctx, 0, of(s.consumer.reader()))
	}
	if info.NumPending == 0 || info.NumAckPending > 0 || info.Delivered.Consumer != s.at {
		s.at, s.idle = info.Delivered.Consumer, 0
		return nil
	}
	if s.idle++; s.idle < 10 {
		return nil
	}
	return errStalled
}
