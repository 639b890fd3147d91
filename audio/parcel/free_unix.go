//go:build linux || darwin || freebsd

package parcel

import "syscall"

// FreeBytes is the room that a folder's disk has for us, when the system tells.
func FreeBytes(dir string) (bytes int64, ok bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0, false
	}
	return int64(uint64(s.Bavail) * uint64(s.Bsize)), true
}
