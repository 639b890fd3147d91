//go:build !amd64 || purego

package fft

func (s *stage) first(yr, yi, xr, xi []float64) { s.plainFirst(yr, yi, xr, xi) }
func (s *stage) pass4(yr, yi, xr, xi []float64) { s.plainPass4(yr, yi, xr, xi) }
