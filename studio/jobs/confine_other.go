//go:build !linux

package jobs

import "runtime/debug"

// confine has the runtime collect hard before the limit. Only Linux has a limit
// that ends the process.
func confine(bytes int64) error {
	debug.SetMemoryLimit(bytes)
	return nil
}
