package uselog

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Checkpoint says, signed, where a writer's chain stood. A writer numbers its
// checkpoints from 1, and each names the one before it.
type Checkpoint struct {
	Writer string    `json:"writer"`
	Number int       `json:"number"`
	Prev   Hash      `json:"prev"` // of the line of the checkpoint before; zero: none
	Head   Head      `json:"head"`
	At     time.Time `json:"at"`  // UTC
	Key    string    `json:"key"` // KeyID of who signed
}

// SecondPlace keeps checkpoints where whoever can rewrite history cannot reach:
// another disk, another machine, another owner. It may lose nothing and change
// nothing that it was given.
type SecondPlace interface {
	// Claim makes this process the only one that may add checkpoints of writer,
	// and returns the last one; nil if there is none. It fails while another
	// process has it. Claiming again is no error.
	Claim(ctx context.Context, writer string) (last []byte, err error)
	// Add returns when the line is durable behind the writer's others; adding
	// the last one again adds nothing. A line has no newline in it.
	Add(ctx context.Context, writer string, line []byte) error
	// Lines returns every line of every writer, oldest first.
	Lines(ctx context.Context) (map[string][][]byte, error)
}

// line encodes and signs a checkpoint.
func (c Checkpoint) line(key Key) ([]byte, error) {
	object, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode a checkpoint: %w", err)
	}
	return withSignature(object, key.sign(hashLine(object))), nil
}

// readCheckpoint reads a line that one of keys signed.
func readCheckpoint(line []byte, keys Keys) (Checkpoint, error) {
	object, signature := splitSignature(line)
	if signature == nil || !keys.verify(hashLine(object), signature) {
		return Checkpoint{}, errors.New("is not signed by a known key")
	}
	return parseCheckpoint(line)
}

// parseCheckpoint reads a line that a later one vouches for: its signature speaks
// for all that it names.
func parseCheckpoint(line []byte) (Checkpoint, error) {
	var c Checkpoint
	if err := json.Unmarshal(line, &c); err != nil {
		return c, fmt.Errorf("cannot be read: %w", err)
	}
	return c, nil
}

// hashLine is over the bytes of a checkpoint.
func hashLine(line []byte) Hash {
	return sha256.Sum256(append([]byte("nivel/uselog/1 checkpoint "), line...))
}
