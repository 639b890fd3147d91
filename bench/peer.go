//go:build unix

package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"text/tabwriter"
)

// peerFilter is the least that a master needs, done by ffmpeg on a mix that is
// already there: tone, glue, a limiter at four times the rate, and the meters.
// It decides nothing and hears no stems.
const peerFilter = "equalizer=f=200:t=q:w=1:g=-1,acompressor=threshold=0.125:ratio=2:attack=20:release=250," +
	"aresample=176400,alimiter=limit=0.891:level=0,aresample=44100,ebur128=peak=true"

// peer runs ffmpeg on the plain sum; ok is false where it is not installed.
func peer(ctx context.Context, sum string) (u usage, ok bool, err error) {
	tool, err := exec.LookPath("ffmpeg")
	if err != nil {
		return u, false, nil
	}
	cmd := exec.CommandContext(ctx, tool, "-v", "error", "-nostdin", "-i", sum, "-af", peerFilter, "-c:a", "pcm_s24le", "-f", "wav", os.DevNull, "-y")
	if u, err = measured(cmd, func([]byte) error { return nil }); err != nil {
		return u, false, fmt.Errorf("ffmpeg: %w", err)
	}
	return u, true, nil
}

// wholeTable prints the middle of all runs.
func wholeTable(s settings, ours []outcome, peers []usage) error {
	slices.SortFunc(ours, func(a, b outcome) int { return cmp.Compare(a.CPUS, b.CPUS) })
	slices.SortFunc(peers, func(a, b usage) int { return cmp.Compare(a.CPUS, b.CPUS) })
	one := ours[len(ours)/2]
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\nwhole master: %d stereo stems and a rough mix, %g s, %d Hz, 24 bits; middle of %d runs by CPU time\n", s.stems, s.seconds, s.rate, s.runs)
	fmt.Fprintf(t, "  x real time\t%.1f\t(%.1f s)\n", s.seconds/one.WallS, one.WallS)
	fmt.Fprintf(t, "  CPU time\t%.1f s\t(x real time on two idle cores, if both were always busy: %.1f)\n", one.CPUS, 2*s.seconds/one.CPUS)
	fmt.Fprintf(t, "  peak resident memory\t%.0f MiB\n", one.PeakMiB)
	for _, share := range one.Shares {
		fmt.Fprintf(t, "  %s\t%.1f %%\t(%.1f s)\n", share.Pass, 100*share.CPUS/one.CPUS, share.CPUS)
	}
	if len(peers) > 0 {
		peer := peers[len(peers)/2]
		per := one.CPUS / float64(s.stems) / peer.CPUS
		fmt.Fprintf(t, "  peer: ffmpeg, one stereo mix through EQ, compressor, 4x limiter, ebur128\t%.1f s CPU\n", peer.CPUS)
		fmt.Fprintf(t, "  master / peer, CPU time\t%.2f\t(%.2f for each stem)\n", one.CPUS/peer.CPUS, per)
	} else {
		fmt.Fprintln(t, "  peer\t-\t(ffmpeg is not installed)")
	}
	return t.Flush()
}
