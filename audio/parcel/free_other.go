//go:build !(linux || darwin || freebsd)

package parcel

// FreeBytes is the room that a folder's disk has for us, when the system tells;
// here it does not.
func FreeBytes(string) (bytes int64, ok bool) { return 0, false }
