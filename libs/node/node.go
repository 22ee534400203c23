package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"

	"nivel/libs/node/engine"
)

// Options says how a node is started.
type Options struct {
	Dir    string           // data directory, of this node alone; made if missing
	Listen []string         // "unix:/path" or a loopback "host:port"; none: a socket named node.sock in Dir
	Logger *slog.Logger     // hears of start, end and failure; nil: nobody does
	Clock  func() time.Time // stamps events; required

	ScavengeEvery time.Duration // between two scavenges; 0: only when they are asked for
}

// Node is a running server.
type Node struct {
	engine *engine.Engine
	server *grpc.Server
	log    *slog.Logger
	listen []net.Listener
	end    context.CancelFunc // ends subscriptions

	operations *operationsServer
	done       chan struct{}
	once       sync.Once
	serve      sync.WaitGroup

	mu  sync.Mutex
	err error
}

// closeTime bounds how long Close waits for calls under way.
const closeTime = 1500 * time.Millisecond

// Start opens the log in opts.Dir and serves it until Close, or until the log
// fails: then Done is closed, and the process should end. ctx bounds the start.
func Start(ctx context.Context, opts Options) (*Node, error) {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	if len(opts.Listen) == 0 {
		opts.Listen = []string{"unix:" + filepath.Join(opts.Dir, "node.sock")}
	}
	log, err := engine.Open(ctx, engine.Options{Dir: opts.Dir, Clock: opts.Clock})
	if err != nil {
		return nil, fmt.Errorf("start node: %w", err)
	}
	n := &Node{engine: log, log: opts.Logger, done: make(chan struct{})}
	for _, address := range opts.Listen {
		listener, err := listen(address)
		if err != nil {
			return nil, errors.Join(err, n.closeListeners(), log.Close())
		}
		n.listen = append(n.listen, listener)
	}
	n.start(opts.Clock, opts.ScavengeEvery)
	n.log.Info("node started", "addresses", strings.Join(n.Addresses(), " "), "found", log.Found())
	return n, nil
}

func (n *Node) start(clock func() time.Time, scavengeEvery time.Duration) {
	var ending context.Context
	ending, n.end = context.WithCancel(context.Background())
	n.server = grpc.NewServer(
		// The client pings every 10 s, with calls and without; by default that is
		// too often, and the server would hang up after half a minute.
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Second, PermitWithoutStream: true}),
		grpc.MaxConcurrentStreams(maxCalls),
	)
	streams.RegisterStreamsServer(n.server, &streamsServer{engine: n.engine, clock: clock, ending: ending})
	n.operations = &operationsServer{engine: n.engine, log: n.log, ending: ending}
	n.server.RegisterService(&operations, n.operations)
	serverfeatures.RegisterServerFeaturesServer(n.server, featuresServer{})
	gossip.RegisterGossipServer(n.server, &gossipServer{address: n.tcp(), clock: clock})
	if scavengeEvery > 0 {
		n.serve.Go(func() { n.operations.repeat(scavengeEvery) })
	}
	for _, listener := range n.listen {
		n.serve.Go(func() {
			if err := n.server.Serve(listener); err != nil {
				n.fail(fmt.Errorf("serve %s: %w", listener.Addr(), err))
			}
		})
	}
	n.serve.Go(func() {
		select {
		case <-n.engine.Done():
			n.fail(n.engine.Err())
		case <-ending.Done():
		}
	})
}

// maxCalls bounds the calls and subscriptions of one connection.
const maxCalls = 4096

// listen opens one address of Options.Listen.
func listen(address string) (net.Listener, error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		return listenUnix(strings.TrimPrefix(path, "//"))
	}
	tcp, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("listen on %s: there is no TLS here, so only a loopback address will do", address)
	}
	return net.ListenTCP("tcp", tcp)
}

// listenUnix opens a socket that only this user may connect to. One that a killed
// node left behind is removed: the lock on the data directory says that it is dead.
func listenUnix(path string) (net.Listener, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSocket != 0 {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("remove old socket: %w", err)
		}
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen (a socket's path has at most about 100 bytes): %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("protect socket: %w", err), listener.Close())
	}
	return listener, nil
}

func (n *Node) closeListeners() error {
	var err error
	for _, l := range n.listen {
		err = errors.Join(err, l.Close())
	}
	return err
}

// Addresses returns where the node listens, in the order of Options.Listen: such
// as "unix:///path/node.sock" or "esdb://127.0.0.1:2113?tls=false".
func (n *Node) Addresses() []string {
	addresses := make([]string, len(n.listen))
	for i, l := range n.listen {
		if l.Addr().Network() == "unix" {
			addresses[i] = "unix://" + l.Addr().String()
		} else {
			addresses[i] = "esdb://" + l.Addr().String() + "?tls=false"
		}
	}
	return addresses
}

// Address returns the first of Addresses.
func (n *Node) Address() string { return n.Addresses()[0] }

// tcp returns the node's first TCP address; nil if it has none.
func (n *Node) tcp() *net.TCPAddr {
	for _, l := range n.listen {
		if tcp, ok := l.Addr().(*net.TCPAddr); ok {
			return tcp
		}
	}
	return nil
}

// Engine returns the log that the node serves, for a bulk rebuild in the same
// process. Nothing else may go around the protocol.
func (n *Node) Engine() *engine.Engine { return n.engine }

// Done is closed when the node has failed and the process should end. Close does
// not close it.
func (n *Node) Done() <-chan struct{} { return n.done }

// Err returns why the node failed; nil while it has not.
func (n *Node) Err() error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.err
}

func (n *Node) fail(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.err == nil {
		n.err = err
		n.log.Error("node failed", "error", err)
		close(n.done)
	}
}

// Close ends subscriptions, finishes appends and reads for at most 1.5 s, and
// closes the log. A second call does nothing.
func (n *Node) Close() error {
	var err error
	n.once.Do(func() {
		n.end()
		stop := time.AfterFunc(closeTime, n.server.Stop)
		n.server.GracefulStop()
		stop.Stop()
		n.serve.Wait()
		n.operations.scavenges.Wait()
		err = n.engine.Close()
		n.log.Info("node closed")
	})
	return err
}
