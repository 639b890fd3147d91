package web

import "lathe/studio"

var staff = []person{{"a", "Jo", "owner", noon, true, true}, {"b", hostile, "engineer", noon, true, false}, {"c", rtl, "viewer", noon, false, false}}

var _ = fix("people", "some", inside(peopleFrame(peopleView{People: staff, Roles: roleChoices, Name: Field{ID: "name", Name: "name", Label: "Name"}}))) &&
	fix("people", "invited", inside(peopleFrame(peopleView{People: staff, Roles: roleChoices, Name: Field{ID: "name", Name: "name", Label: "Name"}, NewName: hostile, Secret: "lathe_abc"}))) &&
	fix("settings", "owner", inside(settingsFrame(settingsView{Fields: settingsFields(studio.NewHouse()), May: true, Log: []studio.Entry{{At: noon, Who: "user:Jo", Did: "house.set"}, {At: noon, Who: "link:" + hostile, Did: "upload.begun", Session: "x"}}}))) &&
	fix("settings", "viewer", inside(settingsFrame(settingsView{Fields: settingsFields(studio.NewHouse())}))) &&
	fix("storage", "empty", inside(storageFrame(storageView{Total: "0 bytes", Free: "not known", Gone: "0 bytes", KeepDays: 90, Empty: Empty{Icon: "disk", Title: "Nothing is kept yet", Text: "x"}}))) &&
	fix("storage", "some", inside(storageFrame(storageView{Total: "412 GB", Free: "488 GB", Gone: "120 GB", KeepDays: 90, Rows: []keptRow{{Href: "/sessions/x", Title: hostile, Artist: rtl, Bytes: "2 GB", Stage: Chip{"ok", "box", "Delivered"}, MayGo: true}, {Href: "/sessions/x", Title: long, Bytes: "1 GB", Stage: Chip{"idle", "pause", "Waiting for stems"}}}})))
