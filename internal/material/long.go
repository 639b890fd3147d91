package material

import (
	"os"
	"testing"
)

// Long says whether there is time for whole songs and every session: test.sh,
// and so CI, sets LATHE_LONG. Without it a test takes the cases that differ
// most and leaves out others of their kind; no test is left out as a whole.
func Long() bool { return os.Getenv("LATHE_LONG") != "" && !testing.Short() }

// Some are all cases where there is time for them, and else one in three.
func Some[T any](cases []T) []T {
	if Long() {
		return cases
	}
	var some []T
	for i := 0; i < len(cases); i += 3 {
		some = append(some, cases[i])
	}
	return some
}
