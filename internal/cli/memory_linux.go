package cli

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// memoryBytes is what this process may use: the machine's memory, or less when
// a container or a service unit has a limit.
func memoryBytes() (bytes int64, known bool) {
	var s unix.Sysinfo_t
	if unix.Sysinfo(&s) == nil {
		bytes, known = int64(uint64(s.Totalram)*uint64(s.Unit)), true
	}
	for _, path := range cgroupLimits() {
		text, err := os.ReadFile(path)
		if n, perr := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && perr == nil && n > 0 && (!known || n < bytes) {
			bytes, known = n, true
		}
	}
	return bytes, known
}

// cgroupLimits are the files that may limit us: of our group, and of those it is
// in.
func cgroupLimits() (paths []string) {
	paths = []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}
	text, _ := os.ReadFile("/proc/self/cgroup")
	for _, line := range strings.Split(string(text), "\n") {
		group, ours := strings.CutPrefix(line, "0::")
		for ours && group != "/" && group != "" {
			paths = append(paths, "/sys/fs/cgroup"+group+"/memory.max")
			group = group[:strings.LastIndexByte(group, '/')]
		}
	}
	return paths
}
