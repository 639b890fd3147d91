//go:build !amd64 || purego

package audio

func (e Encoding) decodeMost([][]float64, []byte) int { return 0 }
