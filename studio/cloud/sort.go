package cloud

import (
	"strconv"
	"strings"

	"lathe/audio/parcel"
)

// sort decides what is fetched, by names and sizes alone.
func (d *Desk) sort(s Share, found Found) (Listing, error) {
	list := Listing{Title: parcel.SafePart(found.Title)}
	var taken parcel.Taken
	pass := func(name, why string) {
		list.Passed = append(list.Passed, Passed{parcel.Printable(strings.ToValidUTF8(name, "_")), why})
	}
	for _, p := range found.Passed {
		pass(p.Path, p.Why)
	}
	for _, it := range found.Items {
		name := parcel.SafeName(it.Path)
		why, said := passOver(name)
		switch {
		case it.Zip:
			if !strings.HasSuffix(strings.ToLower(name), ".zip") {
				name += ".zip"
			}
		case name == "":
			pass(it.Path, "it lies too deep, or has no name")
			continue
		case why != "":
			pass(name, why)
			continue
		case !said:
			continue
		case it.Bytes == 0:
			pass(name, "it is empty")
			continue
		}
		for i, in := range it.Inside {
			it.Inside[i].Path = parcel.Printable(strings.ToValidUTF8(in.Path, "_"))
		}
		isZip := it.Zip || strings.HasSuffix(strings.ToLower(name), ".zip")
		if it.Bytes > d.limits.FileBytes && !isZip || it.Bytes > d.limits.LinkBytes {
			return list, d.tooLarge(s.Source, name, d.limits.FileBytes)
		}
		it.Zip = isZip
		list.Files = append(list.Files, File{it, taken.Unique(name)})
		if it.Bytes < 0 {
			list.Unknown++
		}
		list.Bytes += max(0, it.Bytes)
		if list.Bytes > d.limits.LinkBytes {
			return list, d.tooLarge(s.Source, "", d.limits.LinkBytes)
		}
	}
	switch {
	case len(list.Files) > d.limits.Files:
		return list, &Trouble{Kind: TooMany, Source: s.Source, Detail: strconv.Itoa(d.limits.Files)}
	case len(list.Files) == 0 && s.Document:
		return list, trouble(s.Source, NotAudio, nil)
	case len(list.Files) == 0:
		return list, trouble(s.Source, Nothing, nil)
	}
	if list.Unknown > 0 {
		list.Bytes = -1
	}
	return list, nil
}

func (d *Desk) tooLarge(source, file string, most int64) *Trouble {
	return &Trouble{Kind: TooLarge, Source: source, File: file, Detail: parcel.Amount(most)}
}
