package chain_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lathe/chain"
	"lathe/internal/material"
)

type mastering struct{ session, target string }

// mastered is two masters, or in a long run every session to every target.
func mastered() (all []mastering) {
	if !material.Long() {
		return []mastering{{"caesium", "-9"}, {"reggae-try", chain.TargetReference}}
	}
	for _, s := range []string{"caesium", "potassium", "reggae-try", "mdn-funk"} {
		for _, target := range []string{"-14", "-9", chain.TargetReference} {
			all = append(all, mastering{s, target})
		}
	}
	return all
}

// Real sessions are mastered to the wanted loudness below the ceiling, as other
// programs measure it: within 0.1 LU by ffmpeg, 0.02 dB by 16-fold oversampling
// (the issue). The length is the session's region.
func TestRealSessionsReachTheirTarget(t *testing.T) {
	dir := material.Dir(t)
	reference := filepath.Join(dir, "references", "spleeter-Slow_Motion_Dream_excerpt.mp3")
	for _, tt := range mastered() {
		t.Run(tt.session+" to "+tt.target, func(t *testing.T) {
			t.Parallel()
			out := t.TempDir()
			var references []string
			if tt.target == chain.TargetReference {
				references = []string{reference}
			}
			a := arrive(t, filepath.Join(dir, "sessions", tt.session), references...)
			r, err := chain.Master(t.Context(), a, chain.Request{Dir: out, Target: tt.target}, chain.Options{Workers: 2, TempDir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(out, r.Master.File)
			lufs, lra := material.Loudness(t, path)
			if math.Abs(lufs-r.Target.IntegratedLUFS) > 0.1+0.05 { // ffmpeg rounds to a tenth
				t.Errorf("ffmpeg reads %.1f LUFS, the target is %.2f", lufs, r.Target.IntegratedLUFS)
			}
			if math.Abs(float64(r.Master.Integrated)-r.Target.IntegratedLUFS) > 0.05 {
				t.Errorf("we read %.3f LUFS, the target is %.2f", float64(r.Master.Integrated), r.Target.IntegratedLUFS)
			}
			if math.Abs(lra-float64(r.Master.Range)) > 0.1+0.05 {
				t.Errorf("the range is %.1f LU by ffmpeg and %.2f by us", lra, float64(r.Master.Range))
			}
			if tp := material.TruePeak(t, path, r.Master.SampleRate); tp > r.Target.CeilingDBTP+0.02 {
				t.Errorf("the true peak is %.3f dBTP, the ceiling %.1f", tp, r.Target.CeilingDBTP)
			}
			if m := r.Master; m.SampleRate != r.Plan.Session.SampleRateHz || m.BitDepth != 24 {
				t.Errorf("the master has %d Hz and %d bits, want the session's %d Hz and 24", m.SampleRate, m.BitDepth, r.Plan.Session.SampleRateHz)
			}
			if got := int64(len(samples(t, path)[0])); got != r.Plan.Session.Frames {
				t.Errorf("the master has %d frames, the session %d", got, r.Plan.Session.Frames)
			}
		})
	}
}

// The gains of the rough mix are found again: truth.json holds the faders that
// made it. Stems that hold at least 3 % of the energy count; the common gain of
// all does not (the issue that follows asks for 0.3 dB median and 0.7 dB at the
// 95th percentile).
func TestTheRoughMixsGainsAreFound(t *testing.T) {
	dir := filepath.Join(material.Dir(t), "sessions")
	var errs []float64
	names := []string{"potassium"}
	if material.Long() {
		names = append(names, "caesium")
	}
	for _, name := range names {
		h, err := chain.Check(t.Context(), arrive(t, filepath.Join(dir, name)), chain.Options{Workers: 2, TempDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		if h.Proof == nil || h.Proof.Verdict != "processed" {
			t.Fatalf("%s: the proof is %+v, want the verdict processed", name, h.Proof)
		}
		errs = append(errs, gainErrors(t, filepath.Join(dir, name, "truth.json"), h)...)
	}
	median, worst := middle(errs), 0.0
	for _, e := range errs {
		worst = max(worst, e)
	}
	if median > 0.3 || worst > 0.7 {
		t.Errorf("of %d gains the median error is %.2f dB and the largest %.2f dB, want at most 0.3 and 0.7", len(errs), median, worst)
	}
	t.Logf("%d gains: median error %.3f dB, largest %.3f dB", len(errs), median, worst)
}

// Stems that were simply added are recognised as that.
func TestAnUnprocessedRoughMixIsUnity(t *testing.T) {
	h, err := chain.Check(t.Context(), arrive(t, filepath.Join(material.Dir(t), "sessions", "reggae-try")), chain.Options{Workers: 2, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if h.Proof.Verdict != "unity" || h.Proof.NullUnity > -25 { // its README: about -30 dB
		t.Errorf("the verdict is %s at %.1f dB, want unity at about -30", h.Proof.Verdict, float64(h.Proof.NullUnity))
	}
	for _, g := range h.Proof.Gains {
		if g.DB != 0 {
			t.Errorf("%s is at %+.2f dB, want 0", g.File, float64(g.DB))
		}
	}
}

// The meters agree with ffmpeg's within 0.1 LU on every reference (the issue).
func TestReferencesReadAsFFmpegReadsThem(t *testing.T) {
	root := filepath.Join(material.Dir(t), "references")
	count, want := 0, 6
	if !material.Long() {
		want = 2
	}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || count == want || !slices.Contains([]string{".ogg", ".mp3", ".m4a"}, filepath.Ext(path)) {
			return err
		}
		count++
		f, _, err := chain.MeasureFile(t.Context(), path, chain.Options{})
		if err != nil {
			return err
		}
		lufs, lra := material.Loudness(t, path)
		if math.Abs(lufs-float64(f.Integrated)) > 0.1 || math.Abs(lra-float64(f.Range)) > 0.1 {
			t.Errorf("%s: %.2f LUFS and %.2f LU, ffmpeg reads %.1f and %.1f", f.File, float64(f.Integrated), float64(f.Range), lufs, lra)
		}
		return nil
	})
	if err != nil || count != want {
		t.Fatalf("%d references were read (%v), want %d", count, err, want)
	}
}

// The gate tests of ITU-R BS.2217: -69.5 and -10.0 LKFS within 0.1.
func TestTheGatesOfBS2217(t *testing.T) {
	dir := filepath.Join(material.Dir(t), "vectors", "loudness")
	for file, want := range map[string]float64{"1770-2_Comp_AbsGateTest.wav": -69.5, "1770-2_Comp_RelGateTest.wav": -10} {
		f, _, err := chain.MeasureFile(t.Context(), filepath.Join(dir, file), chain.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(float64(f.Integrated)-want) > 0.1 {
			t.Errorf("%s reads %.2f LUFS, want %.1f", file, float64(f.Integrated), want)
		}
	}
}

// gainErrors is how far each gain found is from truth.json's, in dB, after the
// shift that all have in common.
func gainErrors(t *testing.T, truth string, h *chain.Hearing) []float64 {
	t.Helper()
	text, err := os.ReadFile(truth)
	if err != nil {
		t.Fatal(err)
	}
	var known struct {
		Gains map[string]float64 `json:"gains_db"`
	}
	if err := json.Unmarshal(text, &known); err != nil {
		t.Fatal(err)
	}
	total := 0.0
	for i, s := range h.Session.Stems {
		total += h.Stems[i].Portrait.MeanPower * math.Pow(10, known.Gains[s.File]/10)
	}
	var diffs []float64
	for i, g := range h.Proof.Gains {
		power := h.Stems[i].Portrait.MeanPower * math.Pow(10, known.Gains[g.File]/10)
		if power >= 0.03*total {
			diffs = append(diffs, float64(g.DB)-known.Gains[g.File])
		}
	}
	shift := middle(diffs)
	for i := range diffs {
		diffs[i] = math.Abs(diffs[i] - shift)
	}
	return diffs
}

func middle(v []float64) float64 {
	sorted := slices.Sorted(slices.Values(v))
	return sorted[len(sorted)/2]
}
