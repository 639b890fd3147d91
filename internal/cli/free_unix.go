//go:build linux || darwin || freebsd

package cli

import "syscall"

// freeBytes is the room that a folder's disk has for us, when the system tells.
func freeBytes(dir string) (bytes int64, known bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0, false
	}
	return int64(uint64(s.Bavail) * uint64(s.Bsize)), true
}
