package notifications

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// arrived is a letter that the server has taken.
type arrived struct{ to, raw string }

// habit is what the server does with a letter.
type habit string

const (
	takes     habit = "takes it"
	cutsFirst habit = "dies before it has taken it"
	cutsAfter habit = "dies after it has taken it, before it says so"
	saysLater habit = "says: not now"
	saysNever habit = "says: never"
	saysNot   habit = "says: no such reader"
	saysFrom  habit = "says: not from you"
	saysBye   habit = "says: I am closing"

	killsEarly habit = "kills us before the first byte of the letter"
	killsFirst habit = "kills us before it has taken it"
	killsAfter habit = "kills us after it has taken it, before it says so"
)

// smtpServer is a real SMTP server whose habits a test chooses.
type smtpServer struct {
	address string
	secret  string        // password; empty: no login
	killing chan struct{} // asks the test to kill the client's process

	mu      sync.Mutex
	habits  []habit // for the next letters, one each; then it takes everything
	tried   int     // letters that got as far as a recipient
	letters []arrived
}

// listenSMTP starts a server on address; with certificates, if any, for TLS.
func listenSMTP(t *testing.T, s *smtpServer, address string, config *tls.Config, implicit bool) {
	t.Helper()
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &visit{server: s, conn: c}, nil }))
	server.Domain, server.TLSConfig, server.ErrorLog = "sink.example.org", config, log.New(io.Discard, "", 0)
	listener, err := net.Listen("tcp", address)
	must(t, err)
	s.address = listener.Addr().String()
	if implicit {
		listener = tls.NewListener(listener, config)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-ended })
}

// next sets what the server does with the letters to come.
func (s *smtpServer) next(habits ...habit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.habits = habits
}

func (s *smtpServer) habit() habit {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried++
	if len(s.habits) == 0 {
		return takes
	}
	h := s.habits[0]
	s.habits = s.habits[1:]
	return h
}

func (s *smtpServer) take(to, raw string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, arrived{to, raw})
}

// all returns every letter that the server has taken, repeated ones too.
func (s *smtpServer) all() []arrived {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.letters)
}

func (s *smtpServer) attempts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tried
}

// visit is one client at the server.
type visit struct {
	server *smtpServer
	conn   *smtp.Conn
	known  bool
	to     string
	does   habit
}

func (v *visit) Reset()                   {}
func (v *visit) Logout() error            { return nil }
func (v *visit) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "nivel" || password != v.server.secret {
			return smtp.ErrAuthFailed
		}
		v.known = true
		return nil
	}), nil
}

func (v *visit) Mail(string, *smtp.MailOptions) error {
	if v.server.secret != "" && !v.known {
		return smtp.ErrAuthRequired
	}
	if v.does = v.server.habit(); v.does == saysFrom {
		return &smtp.SMTPError{Code: 550, Message: "not from you"}
	}
	return nil
}

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.to = to
	if v.does == killsEarly {
		v.die()
	}
	if v.does == saysNot {
		return &smtp.SMTPError{Code: 550, Message: "no such reader " + to}
	}
	return nil
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	switch v.does {
	case cutsFirst:
		return errors.Join(errors.New("cut"), v.conn.Conn().Close())
	case cutsAfter:
		v.server.take(v.to, string(raw))
		return v.conn.Conn().Close()
	case killsFirst:
		v.die()
		return errors.New("nobody hears this")
	case killsAfter:
		v.server.take(v.to, string(raw))
		v.die()
		return nil
	case saysLater:
		return &smtp.SMTPError{Code: 451, Message: "not now, " + v.to}
	case saysNever:
		return &smtp.SMTPError{Code: 554, Message: "never, " + v.to}
	case saysBye:
		return &smtp.SMTPError{Code: 421, Message: "closing"}
	}
	v.server.take(v.to, string(raw))
	return nil
}

// die asks for the client's death and says nothing until its connection is gone.
func (v *visit) die() {
	v.server.killing <- struct{}{}
	_, _ = io.Copy(io.Discard, v.conn.Conn())
}
