// Package backbone opens what a service stands on: history, bus, Redis, vault,
// tokens, telemetry and the area, from settings.
//
// It owns the settings that all processes share and the defaults that embed a
// server where no address is given. It never knows a service, and nothing but a
// process's main (cmd/… and deploy/standalone) imports it.
package backbone
