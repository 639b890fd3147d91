package web

import "testing"

func TestWhatServicesDo(t *testing.T) {
	for _, tt := range []struct {
		lufs float64
		want map[string]string // by hand: their level less the master's
	}{
		{-10.1, map[string]string{"Spotify": "turned down by 3.9\u00a0dB", "Apple Music": "turned down by 5.9\u00a0dB", "Deezer": "turned down by 4.9\u00a0dB"}},
		{-14, map[string]string{"Spotify": "left as it is", "Apple Music": "turned down by 2.0\u00a0dB", "Deezer": "turned down by 1.0\u00a0dB"}},
		{-20, map[string]string{"Spotify": "left as it is", "Apple Music": "left as it is", "Deezer": "left as it is"}},
	} {
		for _, p := range playedAt(tt.lufs) {
			if want, ok := tt.want[p.Name]; ok && p.Does != want {
				t.Errorf("%g LUFS on %s: %s, want %s", tt.lufs, p.Name, p.Does, want)
			}
		}
	}
}
