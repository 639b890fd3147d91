package cloud_test

import (
	"testing"
	"time"

	"lathe/studio/cloud"
)

// A quarter of what was left in ten seconds leaves half a minute: bytes that
// were there at the start do not count as speed.
func TestPace(t *testing.T) {
	start := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	var pace cloud.Pace
	for _, tt := range []struct {
		name         string
		bytes, total int64
		after, want  time.Duration
	}{
		{"it has just begun", 200e6, 1000e6, 0, -1},
		{"so soon it would be a guess", 210e6, 1000e6, 100 * time.Millisecond, -1},
		{"200 MB in 10 s, 600 MB are left", 400e6, 1000e6, 10 * time.Second, 30 * time.Second},
		{"nobody knows how much there is", 400e6, -1, 10 * time.Second, -1},
		{"more came than was announced", 1100e6, 1000e6, 20 * time.Second, 0},
	} {
		if got := pace.Left(cloud.Progress{Bytes: tt.bytes, TotalBytes: tt.total}, start.Add(tt.after)); got != tt.want {
			t.Errorf("%s: %v left, want %v", tt.name, got, tt.want)
		}
	}
}
