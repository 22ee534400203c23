package main

import (
	"bufio"
	"fmt"
	"net"
	"strconv"
)

// bareRedis speaks to Redis without a client library: commands in pipelines of a
// fixed length, answers counted.
type bareRedis struct {
	conn    net.Conn
	in      *bufio.Reader
	out     *bufio.Writer
	pending int
}

// pipeline is how many commands go out before their answers are read.
const pipeline = 1000

func dialRedis(socket string) (*bareRedis, error) {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return nil, fmt.Errorf("reach bare Redis: %w", err)
	}
	return &bareRedis{conn: conn, in: bufio.NewReader(conn), out: bufio.NewWriterSize(conn, 64<<10)}, nil
}

// send adds a command to the pipeline, and reads the answers when that is full.
func (r *bareRedis) send(words ...string) error {
	fmt.Fprintf(r.out, "*%d\r\n", len(words))
	for _, word := range words {
		r.out.WriteString("$" + strconv.Itoa(len(word)) + "\r\n")
		r.out.WriteString(word)
		r.out.WriteString("\r\n") // an error stays in the writer until it is flushed
	}
	if r.pending++; r.pending == pipeline {
		return r.finish()
	}
	return nil
}

// finish reads the answers of what was sent, each of which is a number.
func (r *bareRedis) finish() error {
	if err := r.out.Flush(); err != nil {
		return fmt.Errorf("write to bare Redis: %w", err)
	}
	for ; r.pending > 0; r.pending-- {
		answer, err := r.in.ReadString('\n')
		if err != nil {
			return fmt.Errorf("read from bare Redis: %w", err)
		}
		if answer[0] != ':' {
			return fmt.Errorf("bare Redis answers %q", answer)
		}
	}
	return nil
}
