// Package jobs is the studio's engine: it takes jobs from the queue and has the
// chain do them. It is the one door from the service to the sound.
//
//	receive   an upload whose bytes are here  -> a stem, known by its sum
//	fetch     a share link                    -> stems
//	check     the session's files             -> what was found
//	audition  its files, beside the rest    -> what players and waveforms need
//	excerpt   a move of a plan, at a place  -> with it, without it, the difference
//	notify    word of what happened         -> a hook, signed
//	plan      the same, once checked          -> version 1 of the plan
//	print     a version of the plan           -> master, report, sums
//
// A job may run twice and be cut short anywhere: it reads what it needs, works
// in a folder of its own, keeps bytes by their sum, and says that it is done in
// one transaction that asks first whether somebody has. So a worker that is
// killed costs the running job's time and nothing else, and the plan makes the
// same bytes again.
//
// A job that fails is tried again, later each time; after five failures, or
// when workers die under it, the session waits for a person with everything
// kept. What cannot succeed (a plan for other stems, a session that blocks) is
// said at once.
package jobs
