// Package cloudtest is made providers of shared files, for tests: Google Drive,
// Dropbox, WeTransfer and a plain server, in the shapes that the real ones
// answer in (specs/intake.md section A), with faults on demand.
//
//	World      the network: a name of a host -> one of the providers, no socket
//	Drive ...  one provider, an http.Handler that also works behind a real server
//	Sound      a file of any length that is made as it is read
//	Fault      what goes wrong with one answer
package cloudtest
