// Package chassis is how a process of ours starts, says how it is, and stops.
//
// It owns
//   - [Run]: parts start in order, stop in the opposite order, and one that dies
//     ends the whole;
//   - [Health]: /livez and /readyz, with checks by name;
//   - [HTTP]: a server as a part, which lets commands finish and ends streams;
//   - [Settings]: flags and environment variables, one name for both;
//   - [Signals]: the end that an operator asks for.
//
// It never knows what a part does and never restarts one: that is for whoever
// supervises the process. Standard library only.
package chassis
