// Package vault seals personal data: names, identity codes, contact data and
// whatever a person wrote. What it seals may lie in events, on the bus and in
// read models; without its key it says nothing.
//
// It owns
//   - a key per person and retention class ([Subject]), AES-256-GCM by Tink,
//     durable before the first [Sealed] value made with it is handed out;
//   - [Vault.Seal], [Vault.Open] and, for a request with many fields, [Batch].
//     A sealed value opens only in the [Place] it was sealed for: the same
//     stream, command and field;
//   - [Plain], text that refuses to be printed, logged or encoded by accident;
//   - [Vault.Blind] and [Vault.PersonID]: the same value gives the same token, so
//     that it can be found again; the token says nothing without the key;
//   - [Vault.Destroy], the disposal that the law asks for, and [Vault.Check],
//     the regular proof that every key can still be opened.
//
// It never sees an event, never decides who may read, never logs, and keeps no
// plain text. Where wrapped keys lie is behind [Keys]; the file kept here serves
// one process on one machine (a second one is refused).
//
// Three things lie apart and must be backed up apart: history (sealed values),
// the key store (keys, each wrapped by the key-encryption key) and the
// key-encryption key itself, which belongs on another volume in production. Any
// two of them without the third open nothing, or lose everything. A destroyed
// key lives on in older copies of the key store until those are gone too, and a
// file system frees its blocks without overwriting them: the disk under the key
// store is to be encrypted.
package vault
