// Package portal is the studio's door for programs: the JSON API under /api/v1,
// uploads by tus 1.0, and what is heard while work goes on.
//
//	door.go       request id, log, caps, who asks; the way to the routes
//	routes.go     every route and what protects it, as one table
//	sessions.go   plans.go prints.go   the operations, described in OpenAPI 3.1
//	signin.go     the cookie of browsers; audio.go  what players and waveforms need
//	tus.go        files in; stream.go, files.go  news and files out
//
// What people may do is decided in package studio, not here: a route only says
// how it is asked for. Errors are RFC 9457 problems with a stable code.
//
// # References
//
//   - tus resumable upload protocol 1.0.0, with creation, creation-with-upload,
//     creation-defer-length, termination, checksum, expiration
//   - RFC 9110 (If-Match, ETag, Range), RFC 9457 (problem details)
//   - RFC 6266, RFC 8187: Content-Disposition
package portal
