//go:build e2e

package e2e

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/edge"
	"nivel/libs/es"
)

// servers are the servers of a county that runs each service as a process:
// history, NATS and Redis, each a process too.
type servers struct{ history, nats, redis string }

func startServers(t testing.TB) servers {
	t.Helper()
	s := servers{"127.0.0.1:" + freePort(t), "127.0.0.1:" + freePort(t), "127.0.0.1:" + freePort(t)}
	start(t, filepath.Join(binaries, "nivel"), nil, "node", "--data", t.TempDir(), "--listen", s.history)
	config := filepath.Join(t.TempDir(), "nats.conf")
	must(t, os.WriteFile(config, []byte(`
listen: "`+s.nats+`"
jetstream: { store_dir: "`+t.TempDir()+`", sync_interval: always }
`), 0o600))
	start(t, filepath.Join(binaries, "nats-server"), nil, "-c", config)
	redis, err := exec.LookPath("redis-server")
	must(t, err)
	_, port, _ := net.SplitHostPort(s.redis)
	start(t, redis, nil, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	for _, address := range []string{s.history, s.nats, s.redis} {
		eventually(t, 20*time.Second, address+" to listen", func() bool {
			conn, err := net.Dial("tcp", address)
			return err == nil && conn.Close() == nil
		})
	}
	return s
}

// TestProcesses_EachServiceByItself runs intake and web as processes of their
// own, against a separate history, NATS and Redis.
func TestProcesses_EachServiceByItself(t *testing.T) {
	real := startServers(t)
	secret := filepath.Join(t.TempDir(), "secret.key")
	must(t, os.WriteFile(secret, []byte("thirty-two bytes that both share"), 0o600))
	api, desk := "127.0.0.1:"+freePort(t), "127.0.0.1:"+freePort(t)
	probes := [2]string{"127.0.0.1:" + freePort(t), "127.0.0.1:" + freePort(t)}
	intake := start(t, filepath.Join(binaries, "intake"), nil, append(real.flags(t.TempDir(), secret), "--listen", api, "--probes", probes[0])...)
	web := start(t, filepath.Join(binaries, "web"), nil, append(append(real.flags(t.TempDir(), secret), "--listen", desk, "--intake", "http://"+api, "--probes", probes[1]),
		startProvider(t, desk, "127.0.0.1:"+freePort(t))...)...)
	awaitReady(t, intake, probes[0])
	awaitReady(t, web, probes[1])

	c := client(t, "http://"+api, secret, "w-aino", access.SocialWorker)
	out, _, err := edge.Call[contracts.Registered](t.Context(), c, edge.Request{Method: http.MethodPost, Path: "/notifications", Body: sample("processes"), Command: es.NewID()})
	must(t, err)
	page, err := list(t.Context(), c, "inbox", "", out.Position)
	must(t, err)
	if len(page.Rows) != 1 || page.Stale {
		t.Errorf("the inbox holds %+v", page)
	}
	response, err := http.Get("http://" + desk + "/")
	must(t, err)
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("the sign-in page answers %s", response.Status)
	}
	for _, p := range []*process{web, intake} {
		if took := p.stop(); took > 5*time.Second {
			t.Errorf("%s took %s to stop", p.name, took)
		}
	}
}

// startProvider starts the demo area's identity provider as a process of its own,
// and returns what web is told of it and of itself.
func startProvider(t testing.TB, desk, oma string) []string {
	t.Helper()
	listen, secret := "127.0.0.1:"+freePort(t), filepath.Join(t.TempDir(), "client-secret")
	must(t, os.WriteFile(secret, []byte("a secret that both are told"), 0o600))
	p := start(t, filepath.Join(binaries, "nivel"), nil, "demo-sign-in", "--listen", listen, "--address", "http://"+listen,
		"--desk-address", "http://"+desk, "--oma-address", "http://"+oma, "--client-secret-file", secret)
	eventually(t, 60*time.Second, p.name+" to serve the sign-in", func() bool {
		response, err := http.Get("http://" + listen + "/workers/.well-known/openid-configuration")
		return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
	})
	return []string{
		"--sign-in-issuer", "http://" + listen + "/workers", "--sign-in-client", "nivel-workers", "--sign-in-secret-file", secret, "--sign-in-address", "http://" + desk,
		"--oma-sign-in-issuer", "http://" + listen + "/young", "--oma-sign-in-client", "nivel-young", "--oma-sign-in-secret-file", secret, "--oma-sign-in-address", "http://" + oma,
	}
}

// fleet is a county in which each service, and the pages, are a process of their
// own.
type fleet struct {
	county
	desk, oma string // host:port
	oversight string // host:port
	running   map[string]*process
	begin     map[string]func() *process
	t         testing.TB
}

// newFleet starts the servers and every service.
func newFleet(t testing.TB) *fleet {
	t.Helper()
	real, letters := startServers(t), startMail(t)
	f := &fleet{
		county: county{secret: filepath.Join(t.TempDir(), "secret.key"), probes: map[string]string{}, mail: letters},
		desk:   "127.0.0.1:" + freePort(t), oma: "127.0.0.1:" + freePort(t),
		running: map[string]*process{}, begin: map[string]func() *process{}, t: t,
	}
	must(t, os.WriteFile(f.secret, []byte("thirty-two bytes that all share."), 0o600))
	addresses := map[string]*string{
		"intake": &f.intake, "transitions": &f.transitions, "peergroups": &f.peergroups, "notifications": &f.notifications,
		"oversight": &f.oversight, "web": &f.desk,
	}
	more := map[string][]string{"notifications": letterFlags(letters), "web": append(startProvider(t, f.desk, f.oma), "--oma-listen", f.oma)}
	for name, address := range addresses {
		if name != "web" {
			*address = "127.0.0.1:" + freePort(t)
			more["web"] = append(more["web"], "--"+name, "http://"+*address)
		}
	}
	for name, address := range addresses {
		f.probes[name] = "127.0.0.1:" + freePort(t)
		args := append(real.flags(t.TempDir(), f.secret), "--listen", *address, "--probes", f.probes[name])
		f.begin[name] = func() *process { return start(t, filepath.Join(binaries, name), nil, append(args, more[name]...)...) }
	}
	f.start("intake", "transitions", "peergroups", "notifications", "oversight", "web")
	return f
}

// start starts services and waits until they are ready.
func (f *fleet) start(names ...string) {
	f.t.Helper()
	for _, name := range names {
		f.running[name] = f.begin[name]()
	}
	for _, name := range names {
		awaitReady(f.t, f.running[name], f.probes[name])
	}
}

// TestChain_InProcesses walks one young person's whole way with each service as
// a process of its own. transitions is killed before the outcome is known and
// started again after it: nothing is lost. What every process did is one story of
// cause and effect (chaintrace_test.go).
func TestChain_InProcesses(t *testing.T) {
	spans := collect(t)
	f := newFleet(t)
	f.running["transitions"].kill()
	walkTheChain(t, f.county, func() { f.start("transitions") })
	checkTraces(t, spans)
	for _, p := range f.running {
		if took := p.stop(); took > 5*time.Second {
			t.Errorf("%s took %s to stop", p.name, took)
		}
	}
}

// flags say where the servers are, to a process with a data folder of its own.
func (s servers) flags(data, secret string) []string {
	return []string{
		"--data", data, "--secret-file", secret,
		"--eventstore", "esdb://" + s.history + "?tls=false", "--nats", "nats://" + s.nats, "--redis", "redis://" + s.redis + "/0",
	}
}
