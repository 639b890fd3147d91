//go:build !linux

package cli

// memoryBytes is not known here.
func memoryBytes() (bytes int64, known bool) { return 0, false }
