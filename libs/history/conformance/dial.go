package conformance

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

// server is the one under test.
type server struct {
	conn    *grpc.ClientConn
	streams streams.StreamsClient
	socket  bool // it is reached by a socket, not by a host and a port
}

// dial connects to the server at address, or to the leader of its cluster.
func dial(t *testing.T, address string) *server {
	t.Helper()
	s, err := connect(t.Context(), address)
	if err != nil {
		t.Fatalf("connect to the server under test: %v", err)
	}
	t.Cleanup(func() { s.conn.Close() })
	return s
}

func connect(ctx context.Context, address string) (*server, error) {
	if strings.HasPrefix(address, "unix:") {
		conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		return &server{conn: conn, streams: streams.NewStreamsClient(conn), socket: true}, err
	}
	config, err := esdb.ParseConnectionString(address)
	if err != nil {
		return nil, err
	}
	options, err := dialOptions(config)
	if err != nil {
		return nil, err
	}
	host := config.Address
	if config.DnsDiscover || len(config.GossipSeeds) > 0 {
		if host, err = leader(ctx, config, options); err != nil {
			return nil, err
		}
	}
	conn, err := grpc.NewClient(host, options...)
	return &server{conn: conn, streams: streams.NewStreamsClient(conn)}, err
}

func dialOptions(config *esdb.Configuration) ([]grpc.DialOption, error) {
	if config.DisableTLS {
		return []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}, nil
	}
	settings := &tls.Config{InsecureSkipVerify: config.SkipCertificateVerification, RootCAs: config.RootCAs}
	if config.UserCertFile != "" {
		certificate, err := tls.LoadX509KeyPair(config.UserCertFile, config.UserKeyFile)
		if err != nil {
			return nil, fmt.Errorf("read user certificate: %w", err)
		}
		settings.Certificates = []tls.Certificate{certificate}
	}
	options := []grpc.DialOption{grpc.WithTransportCredentials(credentials.NewTLS(settings))}
	if config.Username != "" {
		options = append(options, grpc.WithPerRPCCredentials(basic(config.Username+":"+config.Password)))
	}
	return options, nil
}

// basic is "user:password", sent with each call.
type basic string

// GetRequestMetadata implements credentials.PerRPCCredentials.
func (b basic) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte(b))}, nil
}

// RequireTransportSecurity implements credentials.PerRPCCredentials.
func (basic) RequireTransportSecurity() bool { return true }

// leader asks the hosts of a cluster for their leader's host and port.
func leader(ctx context.Context, config *esdb.Configuration, options []grpc.DialOption) (string, error) {
	hosts := []string{config.Address}
	if len(config.GossipSeeds) > 0 {
		hosts = nil
		for _, seed := range config.GossipSeeds {
			hosts = append(hosts, seed.String())
		}
	}
	var all error
	for _, host := range hosts {
		found, err := ask(ctx, host, options)
		if err == nil {
			return found, nil
		}
		all = errors.Join(all, err)
	}
	return "", all
}

// ask asks one host who leads.
func ask(ctx context.Context, host string, options []grpc.DialOption) (string, error) {
	conn, err := grpc.NewClient(host, options...)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	cluster, err := gossip.NewGossipClient(conn).Read(ctx, &shared.Empty{})
	if err != nil {
		return "", fmt.Errorf("ask %s who leads: %w", host, err)
	}
	for _, m := range cluster.GetMembers() {
		if m.GetIsAlive() && m.GetState() == gossip.MemberInfo_Leader {
			return net.JoinHostPort(m.GetHttpEndPoint().GetAddress(), strconv.Itoa(int(m.GetHttpEndPoint().GetPort()))), nil
		}
	}
	return "", fmt.Errorf("%s knows of no leader", host)
}
