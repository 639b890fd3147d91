// Package proof holds the studio to its promises as a whole: real processes,
// real databases, real songs, by the API alone.
//
// Every test runs on both set-ups: SQLite and files, and PostgreSQL and S3 with
// two workers. Processes are this test's own program under another name, so
// they can be killed like the real one.
package proof
