package vault

import (
	"context"
	"errors"
	"fmt"

	"nivel/libs/es"
)

// Report is what Check found.
type Report struct {
	Keys      int     // how many keys can be opened
	Destroyed int     // how many were destroyed
	Bad       []es.ID // keys that history has but the key-encryption key does not open
	Lost      []es.ID // keys that sealed values name, that history does not have, and that nobody destroyed
}

// Err returns an error if the report is bad, naming the first keys.
func (r Report) Err() error {
	if len(r.Bad)+len(r.Lost) == 0 {
		return nil
	}
	return fmt.Errorf("keys: %d do not open %v, %d are lost %v",
		len(r.Bad), r.Bad[:min(3, len(r.Bad))], len(r.Lost), r.Lost[:min(3, len(r.Lost))])
}

// Check reads all keys anew from history and opens each, and sees whether every
// sealed value in the streams whose names begin with a prefix has its key. It
// reads the whole log.
// Errors: history's; ctx's. What it finds about single keys is in the report.
func (v *Vault) Check(ctx context.Context, prefixes ...string) (report Report, err error) {
	err = observed(ctx, "vault.check", func(ctx context.Context) error {
		report, err = v.check(ctx, prefixes)
		return err
	})
	return report, err
}

func (v *Vault) check(ctx context.Context, prefixes []string) (Report, error) {
	if _, err := v.look(ctx); err != nil {
		return Report{}, fmt.Errorf("read which keys were destroyed: %w", err)
	}
	good, bad, wanted := map[es.ID]bool{}, map[es.ID]bool{}, map[es.ID]bool{}
	err := v.store.walk(ctx, prefixes, func(e es.Recorded) error {
		if !v.store.isKey(e) {
			referenced(e.Data, func(key es.ID) { wanted[key] = true })
			return nil
		}
		key, err := v.opens(ctx, e)
		if err == nil {
			good[key] = true
		} else {
			bad[key] = true
		}
		return ctx.Err()
	})
	if err != nil {
		return Report{}, fmt.Errorf("check keys: %w", err)
	}
	return v.report(good, bad, wanted), nil
}

func (v *Vault) report(good, bad, wanted map[es.ID]bool) Report {
	v.mu.Lock()
	defer v.mu.Unlock()
	report := Report{Destroyed: len(v.destroyed)}
	for key := range good {
		if !bad[key] && !v.destroyed[key] {
			report.Keys++
		}
	}
	for key := range bad {
		if !v.destroyed[key] {
			report.Bad = append(report.Bad, key)
		}
	}
	for key := range wanted {
		if !good[key] && !bad[key] && !v.destroyed[key] {
			report.Lost = append(report.Lost, key)
		}
	}
	return report
}

// opens unwraps the key that an event holds.
func (v *Vault) opens(ctx context.Context, e es.Recorded) (es.ID, error) {
	r, err := v.store.decode(e)
	if err != nil {
		return r.Key, err
	}
	if r.Class != blindIndex {
		_, err = unwrapped(ctx, v.kek, r)
		return r.Key, err
	}
	secret, err := v.kek.Unwrap(ctx, r.Wrapped, r.identity())
	if err == nil && len(secret) != len(v.blind) {
		err = errors.New("key of the blind index has a wrong length")
	}
	return r.Key, err
}

// Rotate makes a newer key-encryption key and wraps every key under it; see
// Rewrap.
func (v *Vault) Rotate(ctx context.Context) (rewrapped int, err error) {
	if err := v.kek.Rotate(ctx); err != nil {
		return 0, fmt.Errorf("rotate the key-encryption key: %w", err)
	}
	return v.Rewrap(ctx)
}

// Rewrap wraps every key under the newest key-encryption key that is not yet, and
// returns how many those were. When it broke off, the next one goes on where it
// was. Older wrappings leave history with its next scavenge; backups made before
// need the older key-encryption key as long as they are kept.
func (v *Vault) Rewrap(ctx context.Context) (rewrapped int, err error) {
	old := map[es.ID]bool{}
	err = v.store.walk(ctx, nil, func(e es.Recorded) error {
		if !v.store.isKey(e) {
			return nil
		}
		r, err := v.store.decode(e)
		if err != nil {
			return err
		}
		newest, err := v.kek.Newest(ctx, r.Wrapped)
		old[r.Key] = !newest // the last wrapping counts
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("look for keys to wrap anew: %w", err)
	}
	for key, is := range old {
		if !is {
			continue
		}
		switch err := v.rewrap(ctx, key); {
		case errors.Is(err, ErrKeyDestroyed):
		case err != nil:
			return rewrapped, fmt.Errorf("wrap key %s anew: %w", key, err)
		default:
			rewrapped++
		}
	}
	return rewrapped, nil
}

// showLast is the metadata of a stream of which only the last event is kept.
var showLast = []byte(`{"$maxCount":1}`)

func (v *Vault) rewrap(ctx context.Context, key es.ID) error {
	r, at, err := v.store.find(ctx, key)
	if err != nil {
		return err
	}
	clear, err := v.kek.Unwrap(ctx, r.Wrapped, r.identity())
	if err != nil {
		return err
	}
	if r.Wrapped, err = v.kek.Wrap(ctx, clear, r.identity()); err != nil {
		return err
	}
	// First the metadata: once the key is wrapped anew, nobody comes back to it.
	last := es.NewEvent{ID: es.NewID(), Name: "$metadata", Data: showLast}
	_, err = v.store.Append(ctx, "$$"+v.store.stream(key), es.NoStream, last)
	if err != nil && !errors.Is(err, es.ErrConflict) { // conflict: since the rotation before
		return err
	}
	if err = v.store.add(ctx, r, at); errors.Is(err, es.ErrConflict) { // another process was first
		return nil
	}
	return err
}
