package notifications

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nivel/libs/vault"
)

// certified returns the TLS settings of a server at 127.0.0.1 and the file of
// who vouches for it.
func certified(t *testing.T) (*tls.Config, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	file := filepath.Join(t.TempDir(), "ca.pem")
	must(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, file
}

func written(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

var someLinks = Links{Workers: "https://desk.example.org/", Young: "https://own.example.org/"}

// deliver sends one letter by the settings m.
func deliver(t *testing.T, m Mail) (delivery, error) {
	t.Helper()
	p, err := newPost(m)
	must(t, err)
	session, err := p.open(t.Context())
	if err != nil {
		return delivery{}, err
	}
	defer session.close()
	return session.send(envelope{To: vault.Plain("tuisku@example.org"), Subject: "s", Text: "t", MessageID: "m@example.org", Date: monday}), nil
}

func TestPost_ProtectsTheWay(t *testing.T) {
	config, ca := certified(t)
	for _, mode := range []TLSMode{StartTLS, ImplicitTLS} {
		t.Run(string(mode), func(t *testing.T) {
			server := &smtpServer{secret: "Canarypassword"}
			listenSMTP(t, server, "127.0.0.1:0", config, mode == ImplicitTLS)
			good := Mail{Address: server.address, From: "noreply@example.org", TLS: mode, CAFile: ca, User: "nivel", PasswordFile: written(t, "Canarypassword\n"), Links: someLinks}
			if d, err := deliver(t, good); err != nil || d != (delivery{}) || len(server.all()) != 1 {
				t.Errorf("came to %+v, %v", d, err)
			}
			t.Run("and does not trust a stranger", func(t *testing.T) {
				bad := good
				bad.CAFile = ""
				if d, err := deliver(t, bad); err == nil || !strings.Contains(err.Error(), "certificate") {
					t.Errorf("came to %+v, %v", d, err)
				}
			})
			t.Run("and does not tell what the server says to a wrong password", func(t *testing.T) {
				bad := good
				bad.PasswordFile = written(t, "wrong")
				if d, err := deliver(t, bad); err == nil || strings.Contains(err.Error(), "535") || strings.Contains(err.Error(), "nivel") {
					t.Errorf("came to %+v, %v", d, err)
				}
			})
		})
	}
	t.Run("and never goes unprotected instead", func(t *testing.T) {
		server := &smtpServer{}
		listenSMTP(t, server, "127.0.0.1:0", nil, false)
		if d, err := deliver(t, Mail{Address: server.address, From: "noreply@example.org", Links: someLinks}); err == nil {
			t.Errorf("came to %+v", d)
		}
		if len(server.all()) != 0 {
			t.Error("a letter went unprotected")
		}
	})
}

// TestPost_StopsAtOnce: a server that accepts and says nothing must not hold the
// process.
func TestPost_StopsAtOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		stop() // while the client waits for our greeting
		_, _ = bufio.NewReader(conn).ReadByte()
		_ = conn.Close()
	}()
	p, err := newPost(Mail{Address: listener.Addr().String(), From: "noreply@example.org", TLS: NoTLS, Links: someLinks})
	must(t, err)
	opened := make(chan error, 1)
	go func() { _, err := p.open(ctx); opened <- err }()
	select {
	case err := <-opened:
		if err == nil {
			t.Error("a session with nobody")
		}
	case <-time.After(conversation / 2):
		t.Error("still waits for a server that says nothing")
	}
}

func TestMail_Settings(t *testing.T) {
	good := Mail{Address: "mail.example.org:587", From: "noreply@example.org", Links: someLinks}
	if p, err := newPost(good); err != nil || p.mode != StartTLS || p.domain != "example.org" || p.port != 587 {
		t.Fatalf("%+v, %v", p, err)
	}
	if p, err := newPost(Mail{}); p != nil || err != nil {
		t.Fatalf("no e-mail: %+v, %v", p, err)
	}
	password := written(t, "x")
	for name, change := range map[string]func(*Mail){
		"an address without a port":             func(m *Mail) { m.Address = "mail.example.org" },
		"a port that is none":                   func(m *Mail) { m.Address = "mail.example.org:0" },
		"a sender with a name":                  func(m *Mail) { m.From = "Nivel <noreply@example.org>" },
		"no sender":                             func(m *Mail) { m.From = "" },
		"an unknown mode":                       func(m *Mail) { m.TLS = "perhaps" },
		"no TLS to another machine":             func(m *Mail) { m.TLS = NoTLS },
		"a login without a password":            func(m *Mail) { m.User = "nivel" },
		"a login without TLS":                   func(m *Mail) { m.Address, m.TLS, m.User, m.PasswordFile = "127.0.0.1:25", NoTLS, "nivel", password },
		"a password file that is not there":     func(m *Mail) { m.User, m.PasswordFile = "nivel", password+"x" },
		"a file of certificates that has none":  func(m *Mail) { m.CAFile = password },
		"a file of certificates that is absent": func(m *Mail) { m.CAFile = password + "x" },
		"no link for workers":                   func(m *Mail) { m.Links.Workers = "" },
		"a link that is none":                   func(m *Mail) { m.Links.Young = "own.example.org" },
		"a link that could hold more":           func(m *Mail) { m.Links.Young = "https://own.example.org/?x=1" },
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			m := good
			change(&m)
			if _, err := newPost(m); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestWordings(t *testing.T) {
	all, err := wordings()
	must(t, err)
	for _, language := range Languages() {
		w := all[language]
		if w.Subject == "" || strings.Count(w.Body, "{link}") != 1 || strings.Contains(w.text("https://x/"), "{") {
			t.Errorf("%s: %+v", language, w)
		}
	}
	if languageOr("se") != "fi" || languageOr("sv") != "sv" {
		t.Error("a reader of another language gets no letter in a known one")
	}
}
