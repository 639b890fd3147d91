package gauge_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lathe/studio/gauge"
)

func TestBoard(t *testing.T) {
	b := gauge.New()
	b.Request("GET /x", "GET", 200, 20*time.Millisecond)
	b.Request("GET /x", "GET", 200, 20*time.Millisecond)
	b.Arrived(1000)
	b.Arrived(24)
	done := b.Reading()
	b.Reading()
	done()
	b.Job("print", "done", 2*time.Second)
	b.Ask("lathe_jobs_unfinished", "Jobs.", func() (float64, bool) { return 7, true })
	b.Ask("lathe_free_bytes", "Room.", func() (float64, bool) { return 0, false })
	w := httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	text := w.Body.String()
	for _, want := range []string{
		`lathe_request_seconds_count{method="GET",route="GET /x",status="200"} 2`,
		`lathe_request_seconds_bucket{method="GET",route="GET /x",status="200",le="0.01"} 0`,
		`lathe_request_seconds_bucket{method="GET",route="GET /x",status="200",le="0.025"} 2`,
		"lathe_upload_bytes_total 1024", "lathe_uploads_open 1",
		`lathe_job_seconds_sum{end="done",kind="print"} 2`, "lathe_jobs_unfinished 7", "go_goroutines", "process_resident_memory_bytes",
	} {
		if !strings.Contains(text, want+"\n") && !strings.Contains(text, want+" ") {
			t.Errorf("the board has no %q", want)
		}
	}
	if strings.Contains(text, "lathe_free_bytes") {
		t.Error("a number that is not known is on the board")
	}
}

func TestNoBoard(t *testing.T) {
	var b *gauge.Board
	b.Request("x", "GET", 200, time.Second)
	b.Arrived(1)
	b.Job("x", "done", time.Second)
	b.Reading()()
}
