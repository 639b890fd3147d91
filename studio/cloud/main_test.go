package cloud_test

import (
	"fmt"
	"os"
	"testing"
)

// TestMain lets this binary stand in for other programs: for rclone, and for a
// process whose memory is measured.
func TestMain(m *testing.M) {
	switch os.Getenv("LATHE_CLOUD_TEST_AS") {
	case "rclone":
		os.Exit(madeRclone(os.Args[1:]))
	case "eight":
		if err := eight(os.Getenv("LATHE_CLOUD_TEST_SERVER")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}
