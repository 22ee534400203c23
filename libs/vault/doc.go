// Package vault seals personal data: names, identity codes, contact data and
// whatever a person wrote. What it seals may lie in events, on the bus and in
// read models; without its key it says nothing.
//
// It owns
//   - a key per service, person and retention class ([Subject]), AES-256-GCM by
//     Tink, durable before the first [Sealed] value made with it is handed out;
//   - [Vault.Seal], [Vault.Open] and, for a request with many fields, [Batch].
//     A sealed value opens only in the [Place] it was sealed for: the same
//     stream, command and field;
//   - [Plain], text that refuses to be printed, logged or encoded by accident;
//   - [Vault.Blind] and [Vault.PersonID]: the same value gives the same token, so
//     that it can be found again; the token says nothing without the key;
//   - [Vault.Destroy], the disposal that the law asks for, [Vault.Check], the
//     regular proof that every key can still be opened, and [Vault.Rotate];
//   - the retention terms of the law ([Class], [Dates], [End]).
//
// It never sees an event, never decides who may read, never logs, and keeps no
// plain text.
//
// # Where keys lie
//
// In history, each in a stream of its own, keys-SERVICE-KEY, wrapped by a
// key-encryption key ([FileKEK] or [Transit]); in memory only, what was opened
// last. The key's id derives from service, opaque person id and class, and counts
// up when a key was destroyed, so all processes of a service look for a key in
// the same stream. Whoever appends first to it has made the key; who comes second
// is told so by history and takes the first one's. A new person costs one append.
// History is one backup with its keys in it, which open nothing without the
// key-encryption key; that is backed up apart.
//
// # How keys end
//
//  1. The keys' ids go into the register, a file that lies with the
//     key-encryption key and is never restored to an older state.
//  2. They are noted in history (destroyedkeys-SERVICE), which other processes
//     read every 5 s: until then one of them may open what it has in memory.
//  3. Their streams are ended for good by a tombstone, and that is noted too.
//  4. The next scavenge of history takes the wrapped keys out of its files. On a
//     cluster, run one on each node, and expect it only in chunks that are
//     complete: the latest one keeps them until it is.
//
// A backup of history from before a destruction still holds the wrapped key. When
// it is restored, Open finds keys in the register that history has not ended, and
// carries steps 2 and 3 out again; so backups of history end by their age, and
// the register decides. A restored register that is older than a destruction
// is filled from history; only when both are older is a destruction lost.
package vault
