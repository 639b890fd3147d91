// Package blackout shows what would be left of a studio's folder if its process
// died, or the power went, at any single thing that is done to a file.
//
//	c := blackout.Watch(dir)          everything below dir is followed
//	blobs  on c.Disk("blobs")         the studio's files
//	rows   opened with SQLite         its writes go through us too
//	c.Before = func(op) { ... }       called before each operation, nothing else moves meanwhile
//	c.Killed(to)                      the process died: what was written is there
//	c.Cut(to)                         the power went: only what was synced, under names whose folder was
//	c.Torn(to, seed)                  the same, and a random part of the rest
//
// A file's bytes are durable when it was synced, its name when its folder was.
// Of what was appended and not synced a power cut keeps a random length; of a
// database's pages a random choice of sectors of 512 bytes. SQLite syncs the
// folder itself after the first sync of a new log; we take that log's sync for
// both.
//
// # References
//
//   - SQLite, "Atomic Commit In SQLite" and "The SQLite OS Interface or VFS"
//   - T. S. Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014
package blackout
