// Package estest is how event-sourced code is tested.
//
// It owns
//   - [Of]: a rule's test, read as given, when, then;
//   - [Golden]: the stored form of every event, which never changes;
//   - [Memory]: a history in memory, for rules' tests and as the model that
//     real stores are compared with;
//   - [Suite]: what every es.Store and es.Log must pass.
//
// It is imported by tests only and is never a store of the product. Standard
// library only.
package estest
