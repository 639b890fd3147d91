package web

import (
	"time"

	"lathe/studio"
)

func aMaster(title string) masterView {
	m := masterOf(studio.Print{ID: "p", Session: "x", Plan: 3, Status: studio.PrintDone, Updated: noon, Report: []byte(`{"master":{"integrated_lufs":-10.1,"true_peak_dbtp":-1.0,"loudness_range_lu":6.2}}`),
		Files: []studio.PrintFile{{Name: "Master - " + title + ".wav", Bytes: 57e6, SHA256: "ab"}, {Name: "Master - " + title + " (16-bit 44.1 kHz).wav", Bytes: 35e6, SHA256: "cd"}, {Name: "report.html", Bytes: 4e5, SHA256: "ef"}, {Name: "SHA256SUMS", Bytes: 300, SHA256: "01"}}},
		2, nil)
	m.Newest = true
	return m
}

func deliveryAt(status studio.Status, title string, v deliveryView) view {
	v.Head, v.Empty, v.AsOf, v.Changes = sessionHead{ID: "x", At: "delivery", Plans: 3}, noDelivery, servicesAsOf, "1 change left to ask for"
	f := deliveryFrame(studio.Session{Title: title, Artist: "Maya", Status: status}, v)
	if v.Inside {
		f = inside(f)
	}
	return f
}

var _ = fix("delivery", "none", deliveryAt(studio.Planned, "Billie Jean", deliveryView{Inside: true})) &&
	fix("delivery", "studio", deliveryAt(studio.Review, "Billie Jean", deliveryView{Inside: true, Masters: []masterView{aMaster("Billie Jean"), {ID: "q", N: 1, Plan: 1, Made: noon, Failed: hostile}, {ID: "r", N: 1, Work: true}},
		NewLink: "https://studio.example/d/give_x", Links: []givenLink{{"a", "Maya", noon, Chip{"ok", "ok", "Open"}, false, true, []string{"Master.wav, 24 Nov"}}, {"b", hostile, noon, Chip{"warn", "pause", "Held"}, true, true, nil}, {"c", rtl, noon, Chip{"idle", "cross", "Ended"}, false, false, nil}}})) &&
	fix("delivery", "artist", deliveryAt(studio.Review, "Billie Jean", deliveryView{Masters: []masterView{aMaster("Billie Jean")}, Until: noon.Add(720 * time.Hour)})) &&
	fix("delivery", "held", deliveryAt(studio.Approved, hostile, deliveryView{Masters: []masterView{aMaster(hostile)}, Held: true, Until: noon})) &&
	fix("delivery", "long", deliveryAt(studio.Delivered, rtl, deliveryView{Masters: []masterView{aMaster(long)}}))
