package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"nivel/libs/es"
)

// The file is lines of the form length:checksum:records. Each checksum covers the one
// before it, so lines cannot be changed, dropped or swapped unnoticed. One write
// is one line: a crash can only ever leave the last line unfinished. No line
// holds a NUL, which is what a disk shows where it was told to write and had not.
const (
	firstSum  = "nivel-keys-1" // what the first line's checksum builds on: format and version
	sumLength = 32
	perLine   = 256 // records in a line of a rewritten file
)

// content is what a file holds.
type content struct {
	records []Record
	size    int64  // bytes that are whole; behind them, at most one unfinished write
	sum     string // checksum of the last whole line
}

// encode returns a file of records and the checksum of its last line. The first
// line is always empty, so that a file that was ever whole is never empty.
func encode(records []Record) ([]byte, string) {
	data, sum := encodeLine(nil, firstSum)
	for chunk := range slices.Chunk(records, perLine) {
		var line []byte
		line, sum = encodeLine(chunk, sum)
		data = append(data, line...)
	}
	return data, sum
}

func encodeLine(records []Record, before string) (line []byte, sum string) {
	body, _ := json.Marshal(records) // ids, codes and bytes: cannot fail
	sum = checksum(before, body)
	return fmt.Appendf(nil, "%d:%s:%s\n", len(body), sum, body), sum
}

func checksum(before string, body []byte) string {
	h := sha256.New()
	h.Write([]byte(before))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))[:sumLength]
}

// parse reads a file. An unfinished last line is left out; anything else that is
// not as it was written is ErrDamaged, with its place.
func parse(data []byte) (content, error) {
	c := content{sum: firstSum}
	seen := map[es.ID]bool{}
	for number := 1; int(c.size) < len(data); number++ {
		rest := data[c.size:]
		records, sum, length, err := parseLine(rest, c.sum)
		if err != nil && number > 1 && isUnfinished(rest) {
			return c, nil
		}
		for _, r := range records {
			if err == nil && seen[r.Key] {
				err = fmt.Errorf("key %s stands there twice", r.Key)
			}
			seen[r.Key] = true
		}
		if err != nil {
			return content{}, fmt.Errorf("%w at byte %d, line %d: %w", ErrDamaged, c.size, number, err)
		}
		c.records = append(c.records, records...)
		c.sum, c.size = sum, c.size+int64(length)
	}
	if c.size == 0 {
		return content{}, fmt.Errorf("%w: it is empty", ErrDamaged)
	}
	return c, nil
}

func parseLine(rest []byte, before string) (records []Record, sum string, length int, err error) {
	line, _, found := bytes.Cut(rest, []byte("\n"))
	if !found {
		return nil, "", 0, fmt.Errorf("line has no end")
	}
	parts := bytes.SplitN(line, []byte(":"), 3)
	if len(parts) != 3 || string(parts[0]) != strconv.Itoa(len(parts[2])) {
		return nil, "", 0, fmt.Errorf("length does not fit")
	}
	sum = checksum(before, parts[2])
	if string(parts[1]) != sum {
		return nil, "", 0, fmt.Errorf("checksum does not fit")
	}
	if err := json.Unmarshal(parts[2], &records); err != nil {
		return nil, "", 0, fmt.Errorf("records: %w", err)
	}
	return records, sum, len(line) + 1, nil
}

// isUnfinished tells what a crash leaves of a write from damage to one that had
// succeeded: the beginning of a line, or a line in which the disk still shows
// zeros. What has another line behind it, or has its full length, was finished.
func isUnfinished(rest []byte) bool {
	end := bytes.IndexByte(rest, '\n')
	switch {
	case end >= 0 && end < len(rest)-1:
		return false
	case bytes.IndexByte(rest, 0) >= 0:
		return true
	case end >= 0:
		return false
	}
	digits, _, found := bytes.Cut(rest, []byte(":"))
	body, err := strconv.Atoi(string(digits))
	if err != nil || body < 0 {
		return false
	}
	return !found || len(rest) < len(digits)+1+sumLength+1+body+1
}
