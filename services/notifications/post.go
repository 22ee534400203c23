package notifications

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"nivel/libs/vault"
)

// conversation is how long the server may take for one letter, and to let us in.
// It stays well below attemptTime: an attempt is over before the next begins.
const conversation = time.Minute

// lastWords is how long a letter under way may go on when we are to stop: an
// answer that is waited for is an outcome that is known.
const lastWords = 2 * time.Second

// post hands letters to an SMTP server.
type post struct {
	host     string
	port     int
	from     string
	domain   string // of from; names us to the server
	mode     TLSMode
	tls      *tls.Config
	user     string
	password string
}

// envelope is a letter ready to go.
type envelope struct {
	To        vault.Plain
	Subject   string
	Text      string
	MessageID string // without its brackets
	Date      time.Time
}

// delivery is what an attempt came to.
type delivery struct {
	failed Reason // empty: the server has the letter
	status int    // of SMTP, when the server refused
	broken bool   // the session is of no more use
}

// word is the outcome for a trace.
func (d delivery) word() string {
	if d.failed == "" {
		return "sent"
	}
	return string(d.failed)
}

// counter is an open session with the server.
type counter struct {
	from   string
	client *mail.Client
	smtp   *smtp.Client
	wire   net.Conn
	broken bool
	stop   func() bool // ends the watch over the context
}

// open begins a session. When ctx ends, a letter that is under way gets its last
// words. Errors: a server that cannot be reached, does not offer what the
// settings ask for, or does not know us; the text holds nothing that it said.
func (p post) open(ctx context.Context) (*counter, error) {
	c := &counter{from: p.from, stop: func() bool { return true }}
	client, err := mail.NewClient(p.host, p.options(ctx, c)...)
	if err != nil {
		return nil, fmt.Errorf("set up SMTP: %w", err)
	}
	c.client = client
	c.smtp, err = client.DialToSMTPClientWithContext(ctx)
	c.stop()
	if err != nil {
		c.hangUp() // the library leaves the connection open
		return nil, unreachable(err)
	}
	c.stop = context.AfterFunc(ctx, func() { time.AfterFunc(lastWords, c.hangUp) })
	return c, nil
}

func (p post) options(ctx context.Context, c *counter) []mail.Option {
	policy := mail.NoTLS
	if p.mode == StartTLS {
		policy = mail.TLSMandatory
	}
	options := []mail.Option{
		mail.WithPort(p.port), mail.WithTimeout(conversation), mail.WithHELO(p.domain), mail.WithTLSPolicy(policy),
		mail.WithTLSConfig(p.tls), mail.WithoutNoop(), mail.WithoutRset(), mail.WithDialContextFunc(p.dial(ctx, c)),
	}
	if p.user != "" {
		options = append(options, mail.WithUsername(p.user), mail.WithPassword(p.password),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	return options
}

// dial connects, and keeps hold of the connection: the library gives no other
// way to let go of a server that does not answer when the session's ctx ends.
// (The context that it hands us ends as soon as the session is open.)
func (p post) dial(session context.Context, c *counter) mail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		wire, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		c.wire = wire
		c.stop = context.AfterFunc(session, func() { _ = wire.Close() })
		if p.mode != ImplicitTLS {
			return wire, nil
		}
		secured := tls.Client(wire, p.tls)
		return secured, secured.HandshakeContext(ctx)
	}
}

// unreachable says what kind of thing went wrong, not what the server said: that
// may quote a name or a password.
func unreachable(err error) error {
	if opening, ok := errors.AsType[*net.OpError](err); ok && opening.Op == "dial" {
		return fmt.Errorf("reach the SMTP server: %w", opening.Err)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return errors.New("the SMTP server's certificate is not trusted")
	}
	return errors.New("the SMTP server does not let us in: it is no mail server, refuses the login, or does not offer the protection asked for")
}

// send makes one attempt at one letter.
func (c *counter) send(e envelope) delivery {
	message, err := c.message(e)
	if err != nil {
		return delivery{failed: Refused} // an address that is none never becomes one
	}
	err = c.client.SendWithSMTPClient(c.smtp, message)
	if err == nil || message.IsDelivered() {
		return delivery{broken: err != nil}
	}
	outcome := judge(err)
	c.broken = outcome.broken
	return outcome
}

// judge tells apart what may be told apart. The server has a letter when it says
// so after the last byte; whatever it says before or instead, it has not. Only
// silence after the last byte leaves us not knowing.
func judge(err error) delivery {
	failure, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		return delivery{failed: Unconfirmed, broken: true}
	}
	status := failure.ErrorCode()
	d := delivery{failed: NotSent, status: status, broken: status == 0 || status == closing}
	switch {
	case failure.Reason == mail.ErrSMTPDataClose && status == 0:
		d.failed = Unconfirmed
	case status >= 500 && aboutTheLetter(failure.Reason):
		d.failed = Refused
	}
	return d
}

// closing is the status with which a server ends a session.
const closing = 421

// aboutTheLetter reports whether a refusal at this step is about this letter or
// its reader. One of the sender's address is about our settings: it is tried
// again until somebody mends them.
func aboutTheLetter(at mail.SendErrReason) bool {
	return at == mail.ErrSMTPRcptTo || at == mail.ErrSMTPData || at == mail.ErrSMTPDataClose
}

// message is the same bytes for the same envelope: one part, and nothing in it
// that the library would draw by lot or take from the clock.
func (c *counter) message(e envelope) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP))
	if err := errors.Join(m.From(c.from), m.To(e.To.Reveal())); err != nil {
		return nil, err
	}
	m.Subject(e.Subject)
	m.SetMessageIDWithValue(e.MessageID)
	m.SetDateWithValue(e.Date.UTC())
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	m.SetBodyString(mail.TypeTextPlain, e.Text)
	return m, nil
}

// close ends the session. A broken one gets no QUIT: sent into half a letter,
// the library would first end the letter, and the server take the half.
func (c *counter) close() {
	c.stop()
	defer c.hangUp()
	if c.broken {
		return
	}
	patience := time.AfterFunc(lastWords, c.hangUp)
	defer patience.Stop()
	_ = c.client.CloseWithSMTPClient(c.smtp) // at worst the server misses our goodbye
}

func (c *counter) hangUp() {
	if c.wire != nil {
		_ = c.wire.Close() // it may be closed already
	}
}
