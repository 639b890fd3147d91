// Command asm writes the assembly of packages vec, fft, biquad, shape and
// audio.
//
//	go run ./asm -out ../dsp/vec/vec_amd64.s -stubs ../dsp/vec/vec_amd64.go -pkg vec vec
//	go run ./asm -out ../dsp/fft/fft_amd64.s -stubs ../dsp/fft/fft_amd64.go -pkg fft fft
//	go run ./asm -out ../dsp/biquad/biquad_amd64.s -stubs ../dsp/biquad/biquad_amd64.go -pkg biquad biquad
//	go run ./asm -out ../dsp/shape/shape_amd64.s -stubs ../dsp/shape/shape_amd64.go -pkg shape shape
//	go run ./asm -out ../audio/audio_amd64.s -stubs ../audio/audio_amd64.go -pkg audio audio
//
// Every instruction is VEX-encoded and every function ends in VZEROUPPER, so
// ordinary float code beside it keeps its speed. There is no fused
// multiply-add: the Go loops that define the results round twice, and so does
// this.
package main

import (
	"flag"
	"fmt"
	"os"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	// avo defines its own flags (-out, -stubs, -pkg) and parses them
	if !flag.Parsed() {
		flag.Parse()
	}
	ConstraintExpr("amd64,!purego")
	switch what := flag.Arg(0); what {
	case "vec":
		convolve()
		dot()
		peak()
		multiply()
		sumDifference()
	case "fft":
		first()
		pass4()
	case "biquad":
		pair()
	case "shape":
		bend()
	case "audio":
		integers("stereoAVX2", true)
		integers("monoAVX2", false)
		floats()
	default:
		fmt.Fprintf(os.Stderr, "asm: %q is none of vec, fft, biquad, shape and audio\n", what)
		os.Exit(2)
	}
	Generate()
}
