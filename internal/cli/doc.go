// Package cli is the command line: one file a command.
//
// What a script may rely on: data goes to stdout and everything else to stderr;
// --json prints one JSON document; the exit status says how it ended (exit.go).
package cli
