// Package person is what identifies a person and where a person belongs in
// Finland.
//
// It owns
//   - [IdentityCode]: henkilötunnus (personbeteckning), judged strictly, and sealed
//     against being printed by accident;
//   - [Age];
//   - [Municipality] and [Area]: the municipalities of 2026 and the wellbeing
//     services counties, from municipalities.csv and areas.csv;
//   - [SamiName]: Sámi names of municipalities.
//
// It never infers gender from anything, never keeps a register of people, and
// never reads a clock: today is always an argument.
//
// Map: identitycode.go (ParseIdentityCode → IdentityCode → Reveal) and
// sealed.go; age.go; municipalities.go.
package person
