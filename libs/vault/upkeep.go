package vault

import (
	"context"
	"errors"
	"fmt"

	"nivel/libs/es"
)

// Destroy removes every key of these subjects from the key store, for good, and
// remembers that it did: what was sealed under them answers ErrKeyDestroyed from
// then on. A subject without a key is no error. One call with many subjects
// rewrites the store once.
func (v *Vault) Destroy(ctx context.Context, subjects ...Subject) error {
	doomed := v.keysOf(subjects)
	if len(doomed) == 0 {
		return nil
	}
	if err := v.keys.Destroy(ctx, doomed...); err != nil {
		return fmt.Errorf("destroy keys: %w", err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, key := range doomed {
		r := v.records[key]
		r.Wrapped = nil
		v.records[key] = r
		v.opened.drop(key)
		if v.current[r.subject()] == key {
			delete(v.current, r.subject())
		}
	}
	return nil
}

func (v *Vault) keysOf(subjects []Subject) []es.ID {
	v.mu.Lock()
	defer v.mu.Unlock()
	var keys []es.ID
	for _, s := range subjects {
		if key, ok := v.current[s]; ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// Report is what Check found.
type Report struct {
	Keys      int     // how many keys can be opened
	Destroyed int     // how many tombstones there are
	CutOff    int64   // bytes of a write that never finished, cut off when the store was opened; no key in use was among them unless the disk lied
	Bad       []es.ID // keys that the store has but the key-encryption key does not open
	Lost      []es.ID // keys that this process knows but the store no longer has
}

// Err returns an error if the report is bad, naming the first keys.
func (r Report) Err() error {
	if len(r.Bad)+len(r.Lost) == 0 {
		return nil
	}
	return fmt.Errorf("key store: %d keys do not open %v, %d are lost %v",
		len(r.Bad), r.Bad[:min(3, len(r.Bad))], len(r.Lost), r.Lost[:min(3, len(r.Lost))])
}

// Check reads the key store anew and opens every key in it.
// Errors: ErrDamaged; ctx's. What it finds about single keys is in the report.
func (v *Vault) Check(ctx context.Context) (Report, error) {
	before := v.live()
	records, err := v.keys.Load(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("load keys: %w", err)
	}
	report := Report{CutOff: v.cutOff}
	for _, r := range records {
		if err := ctx.Err(); err != nil {
			return report, err
		}
		delete(before, r.Key)
		switch {
		case r.Destroyed():
			report.Destroyed++
		case v.opens(r) != nil:
			report.Bad = append(report.Bad, r.Key)
		default:
			report.Keys++
		}
	}
	for key := range before {
		report.Lost = append(report.Lost, key)
	}
	return report, nil
}

func (v *Vault) live() map[es.ID]bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	keys := make(map[es.ID]bool, len(v.records))
	for key, r := range v.records {
		if !r.Destroyed() {
			keys[key] = true
		}
	}
	return keys
}

func (v *Vault) opens(r Record) error {
	if r.Class == blindIndex {
		secret, err := v.kek.Decrypt(r.Wrapped, r.identity())
		if err == nil && len(secret) != len(v.blind) {
			return errors.New("key of the blind index has a wrong length")
		}
		return err
	}
	_, err := unwrapped(r, v.kek)
	return err
}
