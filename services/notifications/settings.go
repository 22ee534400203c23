package notifications

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"nivel/libs/chassis"
)

// TLSMode says how the way to the SMTP server is protected.
type TLSMode string

// The modes.
const (
	StartTLS    TLSMode = "starttls" // required, not merely tried; usually port 587 or 25
	ImplicitTLS TLSMode = "implicit" // from the first byte; usually port 465
	NoTLS       TLSMode = "none"     // for a server on this machine only
)

// Mail says how e-mail is sent. The zero value: none is, and nobody is owed any.
type Mail struct {
	Address      string  // host:port of the SMTP server that takes everything; empty: no e-mail
	From         string  // bare address of the sender; its domain is part of Message-IDs
	User         string  // empty: the server asks for no login
	PasswordFile string  // holds the password alone; a line end behind it is dropped
	TLS          TLSMode // empty: StartTLS
	CAFile       string  // PEM of who vouches for the server's certificate; empty: whom the system trusts
	Links        Links
	SMS          SMS // which may be without any e-mail
}

// Links are where people sign in to read. They stand in every letter, so that
// they must not say whose pages they are beyond what a stranger may know.
type Links struct {
	Workers string // such as "https://desk.example.org/"
	Young   string // such as "https://own.example.org/"
}

// MailFlags adds the settings of e-mail to a process. The function that it
// returns reads them once they are parsed.
func MailFlags(s *chassis.Settings) func() Mail {
	address := s.String("mail-address", "", "host:port of the SMTP server; empty: no e-mail is sent")
	from := s.String("mail-from", "", "address that e-mail comes from")
	user := s.String("mail-user", "", "name to sign in to the SMTP server with; empty: it asks for none")
	password := s.String("mail-password-file", "", "file that holds the password to the SMTP server")
	mode := s.String("mail-tls", string(StartTLS), "starttls, implicit, or none for a server on this machine")
	ca := s.String("mail-ca-file", "", "PEM file of who vouches for the SMTP server; empty: whom the system trusts")
	workers := s.String("mail-link-workers", "", "URL in e-mail to workers: where they read")
	young := s.String("mail-link-young", "", "URL in e-mail to young people: where they read")
	sms := smsFlags(s)
	return func() Mail {
		return Mail{
			Address: *address, From: *from, User: *user, PasswordFile: *password, TLS: TLSMode(*mode), CAFile: *ca,
			Links: Links{Workers: *workers, Young: *young}, SMS: sms(),
		}
	}
}

// validate refuses what would not work or not be safe.
func (m Mail) validate() error {
	host, _, err := m.server()
	if err != nil {
		return err
	}
	switch {
	case !isAddress(m.From):
		return errors.New("e-mail needs a bare address that it comes from")
	case m.TLS != StartTLS && m.TLS != ImplicitTLS && m.TLS != NoTLS:
		return errors.New("the TLS mode of e-mail is starttls, implicit or none")
	case m.TLS == NoTLS && !onThisMachine(host):
		return errors.New("e-mail without TLS goes to a server on this machine only")
	case m.User != "" && (m.PasswordFile == "" || m.TLS == NoTLS):
		return errors.New("a login to the SMTP server needs a password file and TLS")
	case !isLink(m.Links.Workers) || !isLink(m.Links.Young):
		return errors.New("e-mail needs the links to the pages of workers and of young people, http or https")
	}
	return nil
}

// server returns the parts of Address.
func (m Mail) server() (host string, port int, err error) {
	host, number, err := net.SplitHostPort(m.Address)
	if err == nil {
		port, err = strconv.Atoi(number)
	}
	if err != nil || host == "" || port < 1 || port > 65535 {
		return "", 0, errors.New("the address of the SMTP server is not host:port")
	}
	return host, port, nil
}

// domain is the part of From behind the @.
func (m Mail) domain() string { return m.From[strings.LastIndexByte(m.From, '@')+1:] }

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func isLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.RawQuery == "" && u.User == nil
}
