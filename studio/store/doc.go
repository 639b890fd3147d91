// Package store keeps the studio's rows, on SQLite or PostgreSQL.
//
//	engine     sqlite.go, postgres.go   how to begin, what a lock is, what an error means
//	ledger     desk.go and the files by its side: one text of SQL for both
//	migrations goose, one text for both, because only TEXT and BIGINT are used
//	queue      river's tables beside ours, so a job commits with its cause
//
// Times are microseconds since 1970 UTC; what a program only passes on is JSON
// text. Every statement names the studio, so another studio's rows cannot be
// met by a wrong id.
//
// SQLite runs with a write-ahead log and synchronous=FULL: what was committed
// outlives a power cut. One connection writes, several read.
package store
