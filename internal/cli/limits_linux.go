package cli

import "golang.org/x/sys/unix"

// openFiles is how many files this process may have open.
func openFiles() (n uint64, known bool) {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return 0, false
	}
	return limit.Cur, true
}

// networkDisk names the kind of network disk a folder is on; "" when it is on
// none. The numbers are those of statfs(2).
func networkDisk(dir string) string {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return ""
	}
	return map[uint32]string{0x6969: "NFS", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x517b: "SMB", 0x65735546: "a FUSE file system", 0x01021997: "9P"}[uint32(s.Type)]
}
