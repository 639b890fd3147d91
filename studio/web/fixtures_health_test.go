package web

import "testing"

var atWork = []inHand{
	{"/sessions/x", hostile, rtl, Chip{"info", "work", "Being checked"}, &Way{Word: "Listening to the stems", Left: "about 2 min left", Share: 0.4}},
	{"/sessions/x", long, "", Chip{"info", "work", "Printing"}, &Way{Word: "In the queue", Share: -1}},
}

var found = []Symptom{
	{"memory", Well, "8192 MB; one song at a time may have 6144 MB", ""},
	{"room", Ill, "0.4 GB are free; uploads are refused below 1.0 GB", "make room or add a disk"},
	{"database", Ill, hostile + long, hostile},
	{"ffmpeg", Watch, "not installed: AAC and ALAC stems cannot be read", "install ffmpeg"},
}

var _ = fix("workers", "none", inside(workersFrame(workersView{Hands: Hands{Alive: 1}}))) &&
	fix("workers", "busy", inside(workersFrame(workersView{Hands: Hands{Alive: 2, Silent: 1, Unfinished: 7}, Rows: atWork}))) &&
	fix("workers", "alone", inside(workersFrame(workersView{Hands: Hands{Unfinished: 3}, Rows: atWork[1:]}))) &&
	fix("doctor", "ill", inside(doctorFrame(found))) &&
	fix("doctor", "watch", inside(doctorFrame(found[3:]))) &&
	fix("doctor", "well", inside(doctorFrame(found[:1])))

func TestTheWorstStandsFirst(t *testing.T) {
	v := doctorFrame(found).Body.(doctorView)
	if v.Ill != 2 || v.Watch != 1 {
		t.Errorf("%d ill and %d to watch, want 2 and 1", v.Ill, v.Watch)
	}
	for i, want := range []string{"room", "database", "ffmpeg", "memory"} {
		if got := v.Rows[i].About; got != want {
			t.Errorf("row %d is about %s, want %s", i, got, want)
		}
	}
}
