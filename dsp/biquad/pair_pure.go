//go:build !amd64 || purego

package biquad

func pair(x, y []float64, s, t *Section, m, n *[2]memory) { plainPair(x, y, s, t, m, n) }
