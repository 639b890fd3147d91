//go:build !amd64 || purego

package shape

func (l *law) bendBlocks(points []float64) { l.plain(points) }
