package jobs

import (
	"os"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// confine limits what this process may have in memory. The runtime collects
// hard before the limit; asking for more ends the process. Where the machine as
// a whole runs out, the kernel takes this process before others.
func confine(bytes int64) error {
	debug.SetMemoryLimit(bytes - bytes/8)
	os.WriteFile("/proc/self/oom_score_adj", []byte("900"), 0) // where it may
	// Data, not address space: the runtime reserves much that it never uses.
	limit := unix.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)}
	return unix.Setrlimit(unix.RLIMIT_DATA, &limit)
}
