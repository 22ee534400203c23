package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"nivel/libs/es"
)

// Options says where keys lie.
type Options struct {
	Dir     string // directory of the key store, made or turned to mode 0700; required
	KEKFile string // key-encryption key; empty: kek.json in Dir. Made only with a new key store
	Cache   int    // how many opened keys are kept in memory; 0: 4096
	Keys    Keys   // where wrapped keys lie; nil: a file in Dir, for this process alone
}

// Vault seals and opens. It is safe for any number of goroutines.
type Vault struct {
	keys   Keys
	close  func() error
	cutOff int64 // see Report
	kek    tink.AEAD
	blind  []byte // key of the blind index

	mu      sync.Mutex // guards what follows; never held over I/O
	records map[es.ID]Record
	current map[Subject]es.ID // the key that seals for a subject now
	making  map[Subject]*making
	opened  *lru
}

// making is a key on its way into the store; others who want it wait here.
type making struct {
	done chan struct{}
	key  es.ID
	err  error
}

// Open opens the key store, and makes one where there is none.
// Errors: ErrWrongKEK; ErrDamaged with the place of the damage; ErrInUse.
func Open(ctx context.Context, o Options) (*Vault, error) {
	if o.Dir == "" || o.Cache < 0 {
		return nil, errors.New("vault needs Dir, and a Cache that is not negative")
	}
	if o.KEKFile == "" {
		o.KEKFile = filepath.Join(o.Dir, "kek.json")
	}
	if o.Cache == 0 {
		o.Cache = 4096
	}
	v := &Vault{keys: o.Keys, close: func() error { return nil }, records: map[es.ID]Record{},
		current: map[Subject]es.ID{}, making: map[Subject]*making{}, opened: newLRU(o.Cache)}
	if v.keys == nil {
		f, err := openFile(o.Dir)
		if err != nil {
			return nil, err
		}
		v.keys, v.close, v.cutOff = f, f.Close, f.cutOff
	}
	if err := v.load(ctx, o.KEKFile); err != nil {
		return nil, errors.Join(err, v.close())
	}
	return v, nil
}

// Close lets go of the key store. No call may be under way or follow, other
// than of Blind and PersonID.
func (v *Vault) Close() error { return v.close() }

func (v *Vault) load(ctx context.Context, kekFile string) error {
	records, err := v.keys.Load(ctx)
	if err != nil {
		return fmt.Errorf("load keys: %w", err)
	}
	if v.kek, err = loadKEK(kekFile, len(records) == 0); err != nil {
		return err
	}
	if len(records) == 0 {
		return v.makeBlind(ctx)
	}
	for _, r := range records {
		if r.Class == blindIndex {
			if v.blind, err = v.kek.Decrypt(r.Wrapped, r.identity()); err != nil {
				return ErrWrongKEK
			}
			continue
		}
		v.remember(r)
	}
	if v.blind == nil {
		return fmt.Errorf("%w: it has no key of the blind index", ErrDamaged)
	}
	return nil
}

func (v *Vault) remember(r Record) {
	v.records[r.Key] = r
	if !r.Destroyed() {
		v.current[r.subject()] = r.Key
	}
}

func (v *Vault) makeBlind(ctx context.Context) error {
	r := Record{Key: es.NewID(), Class: blindIndex}
	v.blind = make([]byte, 32)
	rand.Read(v.blind)
	var err error
	if r.Wrapped, err = v.kek.Encrypt(v.blind, r.identity()); err != nil {
		return fmt.Errorf("wrap the key of the blind index: %w", err)
	}
	return v.keys.Add(ctx, r)
}

// keyFor returns the key that seals for subject, making it once however many
// ask at the same time.
func (v *Vault) keyFor(ctx context.Context, subject Subject) (es.ID, error) {
	v.mu.Lock()
	if key, ok := v.current[subject]; ok {
		v.mu.Unlock()
		return key, nil
	}
	m, others := v.making[subject]
	if !others {
		m = &making{done: make(chan struct{})}
		v.making[subject] = m
	}
	v.mu.Unlock()
	if !others {
		v.create(context.WithoutCancel(ctx), subject, m) // the others' wait must not end with this request
	}
	select {
	case <-m.done:
		return m.key, m.err
	case <-ctx.Done():
		return es.ID{}, ctx.Err()
	}
}

func (v *Vault) create(ctx context.Context, subject Subject, m *making) {
	r, err := v.newKey(subject)
	if err == nil {
		err = v.keys.Add(ctx, r)
	}
	v.mu.Lock()
	if err == nil {
		v.remember(r)
	}
	delete(v.making, subject)
	v.mu.Unlock()
	m.key, m.err = r.Key, err
	close(m.done)
}

func (v *Vault) newKey(subject Subject) (Record, error) {
	r := Record{Key: es.NewID(), Person: subject.Person, Class: subject.Class}
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return r, fmt.Errorf("make a key: %w", err)
	}
	if r.Wrapped, err = wrapped(handle, v.kek, r.identity()); err != nil {
		return r, fmt.Errorf("wrap a key: %w", err)
	}
	return r, nil
}

// open returns a key ready for use. Errors: ErrKeyMissing, ErrKeyDestroyed; it
// does not unwrap.
func (v *Vault) open(key es.ID) (tink.AEAD, error) {
	v.mu.Lock()
	ready, ok := v.opened.get(key)
	r, known := v.records[key]
	v.mu.Unlock()
	switch {
	case ok:
		return ready, nil
	case !known:
		return nil, ErrKeyMissing
	case r.Destroyed():
		return nil, ErrKeyDestroyed
	}
	ready, err := unwrapped(r, v.kek)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.records[key].Destroyed() { // meanwhile; it must not come back through the cache
		return nil, ErrKeyDestroyed
	}
	v.opened.put(key, ready)
	return ready, nil
}
