package material

import (
	"os"
	"testing"
)

// Long says whether there is time for whole songs and every session: test.sh,
// and so CI, sets LATHE_LONG. Without it a test takes the cases that differ
// most and leaves out others of their kind; no test is left out as a whole.
func Long() bool { return os.Getenv("LATHE_LONG") != "" && !testing.Short() }
