//go:build !linux

package cli

// openFiles is not known here.
func openFiles() (n uint64, known bool) { return 0, false }

// networkDisk is not known here.
func networkDisk(string) string { return "" }
