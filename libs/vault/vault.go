package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"

	"github.com/tink-crypto/tink-go/v2/tink"

	"nivel/libs/es"
)

// Options says whose keys, where they lie and what wraps them. All is required
// but Cache and Alarm.
type Options struct {
	Service  string  // whose keys: a code without a dash. No service opens another's
	History  History // where keys lie
	KEK      KEK     // what wraps them
	Register string  // file of destroyed keys, made when needed; where no restored backup of history reaches it
	Cache    int     // how many opened keys are kept in memory; 0: 4096

	// Alarm hears, each time, that a key is missing or cannot be unwrapped that
	// somebody needed. It must not block. nil: nobody hears
	Alarm func(error)
}

func (o Options) validate() error {
	if o.Service == "" || o.History == nil || o.KEK == nil || o.Register == "" || o.Cache < 0 {
		return errors.New("vault needs Service, History, KEK and Register, and a Cache that is not negative")
	}
	return nil
}

// Vault seals and opens. It is safe for any number of goroutines, and any number
// of processes may each have one of the same service.
type Vault struct {
	store    store
	kek      KEK
	register register
	alarm    func(error)
	blind    []byte // key of the blind index

	mu        sync.Mutex // guards what follows; never held over I/O
	opened    *lru
	fetching  map[es.ID]*fetching
	destroyed map[es.ID]bool
	doomed    map[es.ID][]es.ID // keys by cause that is not carried out in full
	done      map[es.ID]bool    // causes that are
	heard     es.Revision       // of the register in history: what lies behind it is unknown
	again     int               // see Reapplied
}

// fetching is a key on its way out of history, or into it; others who want it
// wait here.
type fetching struct {
	done  chan struct{}
	ready tink.AEAD
	err   error
}

// Open reads which keys were destroyed and the key of the blind index, and makes
// that for a service that has none. Destructions that the register holds and
// history does not are carried out again: history is older than they are.
// Errors: ErrWrongKEK; history's, the key-encryption key's, the register's.
func Open(ctx context.Context, o Options) (*Vault, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	if o.Cache == 0 {
		o.Cache = 4096
	}
	if o.Alarm == nil {
		o.Alarm = func(error) {}
	}
	v := &Vault{
		store: store{o.History, o.Service}, kek: o.KEK, register: register{o.Register}, alarm: o.Alarm,
		opened: newLRU(o.Cache), fetching: map[es.ID]*fetching{}, destroyed: map[es.ID]bool{},
		doomed: map[es.ID][]es.ID{}, done: map[es.ID]bool{}, heard: es.NoStream,
	}
	if err := observed(ctx, "vault.open", v.prepare); err != nil {
		return nil, err
	}
	return v, nil
}

func (v *Vault) prepare(ctx context.Context) error {
	if err := v.reconcile(ctx); err != nil {
		return fmt.Errorf("carry out destructions: %w", err)
	}
	if err := v.openBlind(ctx); err != nil {
		return fmt.Errorf("key of the blind index: %w", err)
	}
	return nil
}

func (v *Vault) openBlind(ctx context.Context) error {
	r := Record{Key: es.ID{}.Derive("key", v.store.service, string(blindIndex)), Class: blindIndex}
	found, _, err := v.store.find(ctx, r.Key)
	if errors.Is(err, ErrKeyMissing) {
		if err = v.makeBlind(ctx, r); err == nil || !errors.Is(err, es.ErrConflict) {
			return err
		}
		found, _, err = v.store.find(ctx, r.Key) // another process was first
	}
	if err != nil {
		return err
	}
	v.blind, err = v.kek.Unwrap(ctx, found.Wrapped, found.identity())
	return err
}

func (v *Vault) makeBlind(ctx context.Context, r Record) error {
	if err := v.kek.Make(ctx); err != nil {
		return err
	}
	secret := make([]byte, 32)
	rand.Read(secret)
	var err error
	if r.Wrapped, err = v.kek.Wrap(ctx, secret, r.identity()); err != nil {
		return fmt.Errorf("wrap it: %w", err)
	}
	if err := v.store.add(ctx, r, es.NoStream); err != nil {
		return err
	}
	v.blind = secret
	return nil
}

// keyFor returns the key that seals for subject, making it once however many
// ask at the same time, here and in other processes.
func (v *Vault) keyFor(ctx context.Context, subject Subject) (es.ID, tink.AEAD, error) {
	for {
		key := v.current(subject)
		ready, err := v.fetch(ctx, key, func(ctx context.Context) (tink.AEAD, error) { return v.obtain(ctx, key, subject) })
		if !errors.Is(err, ErrKeyDestroyed) {
			return key, ready, err
		}
		v.forget(key) // by another process just now: the next one seals
	}
}

// current returns the first generation of subject's key that was not destroyed.
func (v *Vault) current(subject Subject) es.ID {
	v.mu.Lock()
	defer v.mu.Unlock()
	for generation := 0; ; generation++ {
		if key := v.store.keyOf(subject, generation); !v.destroyed[key] {
			return key
		}
	}
}

// obtain makes a key, in one append. When it is there already, that says so, and
// the one that is there is read.
func (v *Vault) obtain(ctx context.Context, key es.ID, subject Subject) (tink.AEAD, error) {
	ready, r, err := newKey(ctx, v.kek, Record{Key: key, Person: subject.Person, Class: subject.Class})
	if err != nil {
		return nil, err
	}
	switch err = v.store.add(ctx, r, es.NoStream); {
	case errors.Is(err, es.ErrConflict):
		return v.read(ctx, key)
	case errors.Is(err, es.ErrDeleted):
		return nil, ErrKeyDestroyed
	}
	return ready, err
}

// read gets a key out of history, and raises the alarm if it is not there or
// does not unwrap.
func (v *Vault) read(ctx context.Context, key es.ID) (tink.AEAD, error) {
	r, _, err := v.store.find(ctx, key)
	if err == nil {
		var ready tink.AEAD
		if ready, err = unwrapped(ctx, v.kek, r); err == nil {
			return ready, nil
		}
	}
	if ctx.Err() == nil && !errors.Is(err, ErrKeyDestroyed) && !errors.Is(err, es.ErrUnavailable) {
		v.alarm(fmt.Errorf("key %s: %w", key, err))
	}
	return nil, err
}

// open returns a key ready for use. Errors: ErrKeyMissing, ErrKeyDestroyed; it
// does not unwrap; the store's.
func (v *Vault) open(ctx context.Context, key es.ID) (tink.AEAD, error) {
	return v.fetch(ctx, key, func(ctx context.Context) (tink.AEAD, error) { return v.read(ctx, key) })
}

// fetch returns a key from memory, or through get, which runs once for all who
// ask meanwhile and does not end with the request of one of them.
func (v *Vault) fetch(ctx context.Context, key es.ID, get func(context.Context) (tink.AEAD, error)) (tink.AEAD, error) {
	v.mu.Lock()
	if v.destroyed[key] {
		v.mu.Unlock()
		return nil, ErrKeyDestroyed
	}
	if ready, ok := v.opened.get(key); ok {
		v.mu.Unlock()
		return ready, nil
	}
	f, others := v.fetching[key]
	if !others {
		f = &fetching{done: make(chan struct{})}
		v.fetching[key] = f
	}
	v.mu.Unlock()
	if !others {
		v.finish(context.WithoutCancel(ctx), key, f, get)
	}
	select {
	case <-f.done:
		return f.ready, f.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (v *Vault) finish(ctx context.Context, key es.ID, f *fetching, get func(context.Context) (tink.AEAD, error)) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	f.ready, f.err = get(ctx)
	v.mu.Lock()
	switch {
	case v.destroyed[key]: // meanwhile; it must not come back through the cache
		f.ready, f.err = nil, ErrKeyDestroyed
	case f.err == nil:
		v.opened.put(key, f.ready)
	}
	delete(v.fetching, key)
	v.mu.Unlock()
	close(f.done)
}
