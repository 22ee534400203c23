package backbone

import (
	"context"
	"crypto"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"

	"nivel/libs/access"
	"nivel/libs/edge"
	"nivel/libs/es"
	"nivel/libs/uselog"
)

// OpenUseLog opens the use log of one service: entries in history, checkpoints
// in a place of their own.
func (b *Backbone) OpenUseLog(ctx context.Context, service string) (edge.Uses, error) {
	instance, err := b.instance()
	if err != nil {
		return nil, err
	}
	keys, err := b.folder("keys")
	if err != nil {
		return nil, err
	}
	key, err := uselog.OpenKey(filepath.Join(keys, "uselog.pem"))
	if err != nil {
		return nil, fmt.Errorf("open the key of the use log: %w", err)
	}
	if b.checkpoints == nil {
		if b.checkpoints, err = b.openCheckpoints(); err != nil {
			return nil, err
		}
	}
	log, err := uselog.Open(ctx, uselog.Options{
		Service: service, Instance: instance, Store: b.History, Second: b.checkpoints, Key: key,
		Clock: b.Clock, Logger: b.Logger(),
	})
	if err != nil {
		return nil, fmt.Errorf("open the use log of %s: %w", service, err)
	}
	b.atEnd(log.Close)
	b.Health.Ready("uselog-"+service, log.Ready)
	return uses{log, b.Area.Code}, nil
}

// HandoverKey opens the key that signs files for other areas, which get its public
// half from beside it: handover.pem.pub.
func (b *Backbone) HandoverKey() (crypto.Signer, error) {
	keys, err := b.folder("keys")
	if err != nil {
		return nil, err
	}
	key, err := uselog.OpenKey(filepath.Join(keys, "handover.pem"))
	if err != nil {
		return nil, fmt.Errorf("open the key of handovers: %w", err)
	}
	return key.Signer(), nil
}

func (b *Backbone) openCheckpoints() (*uselog.Folder, error) {
	dir := *b.settings.Checkpoints
	if dir == "" {
		var err error
		if dir, err = b.folder("checkpoints"); err != nil {
			return nil, err
		}
	}
	folder, err := uselog.OpenFolder(dir)
	if err != nil {
		return nil, fmt.Errorf("open the place of checkpoints: %w", err)
	}
	b.atEnd(func(context.Context) error { return folder.Close() })
	return folder, nil
}

// instance names this process over its restarts: whoever has the same data
// folder goes on with the same use log.
func (b *Backbone) instance() (string, error) {
	id := es.NewID()
	raw, err := keepFile(filepath.Join(*b.settings.Data, "instance"), []byte(hex.EncodeToString(id[:6])))
	if err != nil {
		return "", fmt.Errorf("read or make the name of this instance: %w", err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// uses writes what the edge notes into a use log.
type uses struct {
	log  uselog.Writer
	area string
}

// Write implements edge.Uses: all uses of a request in one append.
func (u uses) Write(ctx context.Context, all []edge.Use) error {
	if len(all) == 0 {
		return nil
	}
	first := all[0]
	recorder := uselog.NewRecorder(uselog.Entry{
		At: first.At, Action: first.Action, Actor: first.Actor.ID, Role: first.Actor.Role, Unit: first.Actor.Unit,
		Area: u.area, Provider: u.area, Request: first.Request, Trace: first.Trace,
	})
	for _, use := range all {
		showing, err := showing(use)
		if err != nil {
			return err
		}
		recorder.Saw(showing)
	}
	return recorder.Flush(ctx, u.log)
}

func showing(use edge.Use) (uselog.Showing, error) {
	r := use.Resource
	s := uselog.Showing{
		Object: uselog.Object{Kind: r.Kind, ID: use.ID}, Purpose: string(r.Task), Policy: use.Decision.Policy,
		Outcome: uselog.Denied, Protected: r.Protected, Near: use.Near,
	}
	if r.Purpose != "" {
		s.Purpose = r.Purpose
	}
	if s.Purpose == "" {
		s.Purpose = "own-or-basics"
	}
	if r.Person != "" {
		person, err := es.ParseID(r.Person)
		if err != nil {
			return s, fmt.Errorf("note a use: whose data: %w", err)
		}
		s.Persons = []es.ID{person}
	}
	if d := use.Disclosed; d != nil {
		s.Disclosed = &uselog.Disclosure{Recipient: d.Recipient, Description: d.Description, Permit: d.Permit}
		if d.Permit.IsZero() {
			s.Disclosed.Provision = &d.Provision
		}
	}
	switch {
	case use.Decision.Allowed:
		s.Outcome, s.Relation = uselog.Allowed, use.Decision.Relation
		if s.Relation == access.GlassBroken {
			s.Outcome = uselog.Glass
		}
	case len(r.Relations) > 0:
		s.Relation = r.Relations[0]
	}
	return s, nil
}
