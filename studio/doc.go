// Package studio is the service's vocabulary: who works here, what an artist
// has sent, what was decided about it, and what has to be done next.
//
//	Session   a song on its way: collecting -> checking -> planned -> printing -> review -> approved -> delivered
//	Upload    a file that is arriving         -> Stem   a file that is here, known by its SHA-256
//	Plan      a version of what will be done  -> Print  a master made from one version
//	Link      what an artist may do with one session; Token what a program may do
//	Entry     who did what, chained so that nothing can be taken out
//	Job       what a worker has to do; it is put in the same transaction as its cause
//
// The studio keeps what people decided, never what can be computed again. It
// knows no HTTP: rooms below it do. [Store] keeps rows and [Blobs] keeps bytes;
// both are interfaces with one contract kit each, run on every engine.
//
// Times are UTC, to the microsecond. Sizes are bytes. Identities are 26 letters
// and digits made from 128 random bits; they give no right by themselves, and a
// studio never sees those of another.
package studio
