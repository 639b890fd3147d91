// Package gauge counts what a studio's processes do, in the form Prometheus
// reads.
//
//	lathe_request_seconds{route,method,status}   how long answers took
//	lathe_upload_bytes_total                     what arrived
//	lathe_uploads_open                           uploads being read now
//	lathe_job_seconds{kind,end}                  how long jobs took, and how they ended
//	lathe_jobs_unfinished, lathe_free_bytes      asked for when somebody looks
//
// Labels are routes, kinds and ends: never ids, names or secrets. A nil Board
// counts nothing, so whoever does not care need not have one.
package gauge

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Board is one process's gauges.
type Board struct {
	all      *prometheus.Registry
	requests *prometheus.HistogramVec
	arrived  prometheus.Counter
	open     prometheus.Gauge
	jobs     *prometheus.HistogramVec
}

// New makes a board with the process's own numbers (memory, processor time,
// open files, goroutines) on it.
func New() *Board {
	b := &Board{
		all: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "lathe_request_seconds", Help: "How long answers took, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 5, 30, 300},
		}, []string{"route", "method", "status"}),
		arrived: prometheus.NewCounter(prometheus.CounterOpts{Name: "lathe_upload_bytes_total", Help: "Bytes of uploads that arrived."}),
		open:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "lathe_uploads_open", Help: "Uploads that are being read now."}),
		jobs: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "lathe_job_seconds", Help: "How long jobs took, by kind and how they ended.",
			Buckets: []float64{.1, .5, 1, 5, 15, 60, 300, 900, 3600},
		}, []string{"kind", "end"}),
	}
	b.all.MustRegister(b.requests, b.arrived, b.open, b.jobs,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return b
}

// Ask puts a number on the board that is found out when somebody looks. One
// that is not known then is left out.
func (b *Board) Ask(name, help string, ask func() (value float64, known bool)) {
	b.all.MustRegister(asked{prometheus.NewDesc(name, help, nil, nil), ask})
}

// asked is a number that is asked for.
type asked struct {
	name *prometheus.Desc
	ask  func() (float64, bool)
}

// Describe is for the registry.
func (a asked) Describe(to chan<- *prometheus.Desc) { to <- a.name }

// Collect is for the registry.
func (a asked) Collect(to chan<- prometheus.Metric) {
	if v, known := a.ask(); known {
		to <- prometheus.MustNewConstMetric(a.name, prometheus.GaugeValue, v)
	}
}

var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

// Request counts an answer.
func (b *Board) Request(route, method string, status int, took time.Duration) {
	if b == nil {
		return
	}
	if !slices.Contains(methods, method) { // anybody can make up methods; a label for each would fill the memory
		method = "other"
	}
	b.requests.WithLabelValues(route, method, strconv.Itoa(status)).Observe(took.Seconds())
}

// Arrived counts bytes of uploads.
func (b *Board) Arrived(bytes int) {
	if b != nil {
		b.arrived.Add(float64(bytes))
	}
}

// Reading counts an upload in; the function it returns counts it out.
func (b *Board) Reading() (done func()) {
	if b == nil {
		return func() {}
	}
	b.open.Inc()
	return b.open.Dec
}

// Job counts a job that ended.
func (b *Board) Job(kind, end string, took time.Duration) {
	if b != nil {
		b.jobs.WithLabelValues(kind, end).Observe(took.Seconds())
	}
}

// ServeHTTP shows the board.
func (b *Board) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	promhttp.HandlerFor(b.all, promhttp.HandlerOpts{}).ServeHTTP(w, r)
}
