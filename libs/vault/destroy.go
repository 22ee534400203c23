package vault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"nivel/libs/es"
)

// fetchTimeout bounds how long a key may take out of history or into it.
const fetchTimeout = 30 * time.Second

// lookEvery is how often a vault looks whether another process destroyed keys.
const lookEvery = 5 * time.Second

// Destroy ends the streams of these subjects' keys, for good, and remembers it in
// history and in the register: what was sealed under them answers
// ErrKeyDestroyed from then on, in other processes after Run has looked, 5 s at
// most. The wrapped keys leave the files of history with its next scavenge. A
// subject without a key is no error. A cause that was carried out once is not
// again: what was sealed since is a new record; zero: no cause. Once it is in the
// register, a destruction that broke off is finished by the next Open.
func (v *Vault) Destroy(ctx context.Context, cause es.ID, subjects ...Subject) error {
	if _, err := v.look(ctx); err != nil {
		return fmt.Errorf("read which keys were destroyed: %w", err)
	}
	v.mu.Lock()
	done, doomed := v.done[cause], v.doomed[cause]
	v.mu.Unlock()
	if done {
		return nil
	}
	if doomed == nil {
		var err error
		if doomed, err = v.keysOf(ctx, subjects); err != nil {
			return fmt.Errorf("destroy keys: %w", err)
		}
	}
	if len(doomed) == 0 && cause.IsZero() {
		return nil
	}
	if err := v.register.add(doomed...); err != nil {
		return err
	}
	return v.destroy(ctx, doom{cause, doomed})
}

// keysOf returns the keys that subjects have now.
func (v *Vault) keysOf(ctx context.Context, subjects []Subject) ([]es.ID, error) {
	keys := []es.ID{}
	for _, s := range subjects {
		if !s.valid() {
			return nil, fmt.Errorf("subject %s of %s is incomplete", s.Class, s.Person)
		}
		key := v.current(s)
		switch _, _, err := v.store.find(ctx, key); {
		case errors.Is(err, ErrKeyMissing):
		case err != nil && !errors.Is(err, ErrKeyDestroyed):
			return nil, err
		default:
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// destroy carries out what the register holds.
func (v *Vault) destroy(ctx context.Context, d doom) error {
	if err := v.note(ctx, keysDoomed, d); err != nil {
		return fmt.Errorf("destroy keys: %w", err)
	}
	v.forget(d.Keys...)
	for _, key := range d.Keys {
		if err := v.store.Tombstone(ctx, v.store.stream(key)); err != nil {
			return fmt.Errorf("destroy keys: %w", err)
		}
	}
	if err := v.note(ctx, keysDestroyed, d); err != nil {
		return fmt.Errorf("note destroyed keys: %w", err)
	}
	return nil
}

// note appends a step of a destruction behind whatever other processes noted.
func (v *Vault) note(ctx context.Context, name string, d doom) error {
	data, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("encode %s: %w", name, err)
	}
	e := es.NewEvent{ID: es.NewID(), Name: name, Data: data}
	for {
		if _, err := v.look(ctx); err != nil {
			return err
		}
		v.mu.Lock()
		at := v.heard
		v.mu.Unlock()
		if _, err := v.store.Append(ctx, v.store.register(), at, e); !errors.Is(err, es.ErrConflict) {
			return err
		}
	}
}

// forget drops keys from memory, and lets them never come back.
func (v *Vault) forget(keys ...es.ID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, key := range keys {
		v.destroyed[key] = true
		v.opened.drop(key)
	}
}

// look reads which steps of destructions were noted since the last look, and
// lets the register hold them too.
func (v *Vault) look(ctx context.Context) (steps map[string][]es.ID, err error) {
	v.mu.Lock()
	heard := v.heard
	v.mu.Unlock()
	events, err := v.store.Read(ctx, v.store.register(), heard+1)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	steps = map[string][]es.ID{}
	for _, e := range events {
		var d doom
		if err := json.Unmarshal(e.Data, &d); err != nil || e.Name != keysDoomed && e.Name != keysDestroyed {
			return nil, fmt.Errorf("%s holds an event that this release does not know, at %d", e.Stream, e.Revision)
		}
		steps[e.Name] = append(steps[e.Name], d.Keys...)
		heard = e.Revision
		v.hear(e.Name, d)
	}
	if err := v.register.add(steps[keysDoomed]...); err != nil {
		return nil, err
	}
	v.forget(steps[keysDoomed]...)
	v.mu.Lock()
	v.heard = max(v.heard, heard)
	v.mu.Unlock()
	return steps, nil
}

// hear remembers how far a cause was carried out.
func (v *Vault) hear(step string, d doom) {
	if d.Cause.IsZero() {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if step == keysDestroyed {
		v.done[d.Cause] = true
		delete(v.doomed, d.Cause)
	} else {
		v.doomed[d.Cause] = d.Keys
	}
}

// reconcile makes history and the register hold the same destructions, and
// finishes those that broke off.
func (v *Vault) reconcile(ctx context.Context) error {
	steps, err := v.look(ctx)
	if err != nil {
		return err
	}
	registered, err := v.register.all()
	if err != nil {
		return err
	}
	done := map[es.ID]bool{}
	for _, key := range steps[keysDestroyed] {
		done[key] = true
	}
	left := slices.DeleteFunc(registered, func(key es.ID) bool { return done[key] })
	if v.again = len(left); v.again == 0 {
		return nil
	}
	return v.destroy(ctx, doom{Keys: left})
}

// Reapplied is how many destructions Open had to carry out again: after history
// was restored from a backup, or after a crash.
func (v *Vault) Reapplied() int { return v.again }

// Run hears of keys that other processes destroy, until ctx ends, and returns
// ctx's error. A vault that does not run may seal under a destroyed key; nobody
// can read that any more.
func (v *Vault) Run(ctx context.Context) error {
	due := time.NewTicker(lookEvery)
	defer due.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-due.C:
		}
		err := observed(ctx, "vault.look", v.lookAgain)
		if err != nil && !errors.Is(err, es.ErrUnavailable) { // the next look will hear of it
			v.alarm(fmt.Errorf("look which keys were destroyed: %w", err))
		}
	}
}
