package parcel_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lathe/audio/parcel"
)

// entry is one file of a made archive.
type entry struct {
	name string
	body []byte
	mode fs.FileMode
}

func pack(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		h.SetMode(e.mode | 0o644)
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(e.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// unpack returns what is on disk afterwards, and makes sure that nothing is
// outside of the folder.
func unpack(t testing.TB, archive []byte, u parcel.Unpacking) (onDisk []string, got parcel.Unpacked, err error) {
	t.Helper()
	top := t.TempDir()
	into := filepath.Join(top, "deep", "folder")
	if err := os.MkdirAll(into, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(top, "stems.zip")
	if err := os.WriteFile(path, archive, 0o644); err != nil {
		t.Fatal(err)
	}
	if u.Wanted == nil {
		u.Wanted = parcel.Audio
	}
	if u.Limits == (parcel.Limits{}) {
		u.Limits = parcel.SessionLimits
	}
	got, err = parcel.Unzip(t.Context(), path, into, u)
	_ = filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel(into, p)
		switch {
		case d.IsDir() || p == path:
		case !d.Type().IsRegular():
			t.Errorf("%s is no regular file", rel)
		case strings.HasPrefix(rel, ".."):
			t.Errorf("%s lies outside of the folder", rel)
		default:
			onDisk = append(onDisk, filepath.ToSlash(rel))
		}
		return nil
	})
	return onDisk, got, err
}

func TestNamesStayInTheFolder(t *testing.T) {
	body := []byte("RIFF")
	for _, tt := range []struct{ about, name, want string }{
		{"plain", "Kick.wav", "Kick.wav"},
		{"folders are kept", "Drums/Kick.wav", "Drums/Kick.wav"},
		{"up and out", "../../evil.wav", "evil.wav"},
		{"up inside", "a/../../b.wav", "a/b.wav"},
		{"absolute", "/etc/abs.wav", "etc/abs.wav"},
		{"the other slash", `..\..\win.wav`, "win.wav"},
		{"a drive", `C:\x.wav`, "C_/x.wav"},
		{"a device", "con.wav", "_con.wav"},
		{"a device with a digit", "Lpt1.wav", "_Lpt1.wav"},
		{"a zero byte", "a\x00b.wav", "ab.wav"},
		{"a line break", "a\nb.wav", "ab.wav"},
		{"text that turns around", "evil\u202Evaw.wav", "evilvaw.wav"},
		{"decomposed as on a Mac", "Cafe\u0301.wav", "Caf\u00e9.wav"},
		{"code page 437", "Gef\x81hl.wav", "Gefühl.wav"},
		{"emoji", "🎸 Lead.wav", "🎸 Lead.wav"},
	} {
		t.Run(tt.about, func(t *testing.T) {
			onDisk, _, err := unpack(t, pack(t, entry{name: tt.name, body: body}), parcel.Unpacking{})
			if err != nil || len(onDisk) != 1 || onDisk[0] != tt.want {
				t.Errorf("%q is unpacked as %q (%v), want %q", tt.name, onDisk, err, tt.want)
			}
		})
	}
}

func TestSameNamesAreNumbered(t *testing.T) {
	onDisk, got, err := unpack(t, pack(t,
		entry{name: "Kick.wav", body: []byte("1")}, entry{name: "Kick.wav", body: []byte("2")}, entry{name: "KICK.wav", body: []byte("3")},
		entry{name: "Vox.wav/Lead.wav", body: []byte("4")}, entry{name: "Vox.wav", body: []byte("5")},
		entry{name: "Bass.wav", body: []byte("6")}, entry{name: "Bass.wav/DI.wav", body: []byte("7")},
	), parcel.Unpacking{})
	want := []string{"Bass.wav", "Bass.wav (2)/DI.wav", "KICK (3).wav", "Kick (2).wav", "Kick.wav", "Vox (2).wav", "Vox.wav/Lead.wav"}
	slices.Sort(onDisk)
	slices.Sort(want)
	if err != nil || !slices.Equal(onDisk, want) {
		t.Errorf("on disk %q (%v), want %q", onDisk, err, want)
	}
	if len(got.Files) != 7 || got.Files[1] != (parcel.File{Name: "Kick (2).wav", Bytes: 1}) {
		t.Errorf("reported %v", got.Files)
	}
}

func TestLinksJunkAndOthersArePassedOver(t *testing.T) {
	onDisk, got, err := unpack(t, pack(t,
		entry{name: "Kick.wav", body: []byte("1")},
		entry{name: "link.wav", body: []byte("/etc/passwd"), mode: fs.ModeSymlink},
		entry{name: "pipe.wav", mode: fs.ModeNamedPipe},
		entry{name: "__MACOSX/._Kick.wav", body: []byte("x")},
		entry{name: "Drums/", mode: fs.ModeDir},
		entry{name: "Drums/.DS_Store", body: []byte("x")},
		entry{name: "song.als", body: []byte("x")},
		entry{name: "more.zip", body: []byte("PK")},
		entry{name: strings.Repeat("a/", 20) + "deep.wav", body: []byte("x")},
	), parcel.Unpacking{})
	if err != nil || !slices.Equal(onDisk, []string{"Kick.wav"}) {
		t.Errorf("on disk %q (%v), want Kick.wav alone", onDisk, err)
	}
	if want := []string{"link.wav", "pipe.wav", "song.als", "more.zip", "deep.wav"}; !slices.Equal(got.Passed, want) {
		t.Errorf("passed over %q, want %q", got.Passed, want)
	}
}

// 200 MB of digital silence is an honest stem: 1028 to 1 is what deflate does
// with zeros (specs/intake.md A7).
func TestSilenceIsNoBomb(t *testing.T) {
	archive := pack(t, entry{name: "Ad Libs.wav", body: make([]byte, 200_000_000)})
	if len(archive) > 200_000 {
		t.Fatalf("the archive has %d bytes, want about 194 515", len(archive))
	}
	_, got, err := unpack(t, archive, parcel.Unpacking{})
	if err != nil || len(got.Files) != 1 || got.Files[0].Bytes != 200_000_000 {
		t.Errorf("unpacked %v (%v), want 200 000 000 bytes", got.Files, err)
	}
}

// overlapping is one deflated stream that many entries of the directory share,
// each with its own local header quoted in the stream of the one before, or all
// with the same header.
func overlapping(t *testing.T, entries int) []byte {
	t.Helper()
	one := pack(t, entry{name: "a.wav", body: make([]byte, 1_000_000)})
	end := bytes.Index(one, []byte("PK\x01\x02"))
	tail := bytes.LastIndex(one, []byte("PK\x05\x06"))
	directory := one[end:tail]
	var out bytes.Buffer
	out.Write(one[:end])
	for range entries {
		out.Write(directory)
	}
	eocd := slices.Clone(one[tail:])
	binary.LittleEndian.PutUint16(eocd[8:], uint16(entries))
	binary.LittleEndian.PutUint16(eocd[10:], uint16(entries))
	binary.LittleEndian.PutUint32(eocd[12:], uint32(entries*len(directory)))
	out.Write(eocd)
	return out.Bytes()
}

// quoted is two stored files, the second lying inside of the first.
func quoted(t *testing.T) []byte {
	t.Helper()
	inner := pack(t, entry{name: "b.wav", body: []byte("inner")})
	inner = inner[:bytes.Index(inner, []byte("PK\x01\x02"))]
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	h := &zip.FileHeader{Name: "a.wav", Method: zip.Store, CRC32: crc32.ChecksumIEEE(inner), CompressedSize64: uint64(len(inner)), UncompressedSize64: uint64(len(inner))}
	f, err := w.CreateRaw(h)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write(inner)
	if _, err := w.CreateRaw(&zip.FileHeader{Name: "b.wav", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE([]byte("inner")), CompressedSize64: 4, UncompressedSize64: 5}); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	out := buf.Bytes()
	second := bytes.LastIndex(out, []byte("PK\x01\x02"))
	at := bytes.Index(out, []byte("PK\x03\x04")) + 30 + len("a.wav")
	binary.LittleEndian.PutUint32(out[second+42:], uint32(at)) // the local header that is quoted
	return out
}

func TestWhatIsRefused(t *testing.T) {
	good := pack(t, entry{name: "a.wav", body: bytes.Repeat([]byte("music"), 1000)})
	wrongSum := slices.Clone(good)
	binary.LittleEndian.PutUint32(wrongSum[bytes.Index(wrongSum, []byte("PK\x01\x02"))+16:], 1)
	lying := slices.Clone(good)
	binary.LittleEndian.PutUint32(lying[bytes.Index(lying, []byte("PK\x01\x02"))+24:], 10)
	var many []entry
	for i := range 30 {
		many = append(many, entry{name: fmt.Sprint(i, ".wav")})
	}
	huge := slices.Clone(good)
	binary.LittleEndian.PutUint32(huge[bytes.Index(huge, []byte("PK\x01\x02"))+24:], 0xfffffff0)
	small := parcel.Limits{Files: 20, DirectoryBytes: 1000, Bytes: 1 << 20}

	for _, tt := range []struct {
		about   string
		archive []byte
		limits  parcel.Limits
		want    error
	}{
		{"cut off", good[:len(good)-30], parcel.SessionLimits, parcel.ErrDamaged},
		{"not a zip", []byte("<!DOCTYPE html>"), parcel.SessionLimits, parcel.ErrDamaged},
		{"wrong sum", wrongSum, parcel.SessionLimits, parcel.ErrDamaged},
		{"says it is smaller", lying, parcel.SessionLimits, parcel.ErrDamaged},
		{"500 entries share one stream", overlapping(t, 500), parcel.SessionLimits, parcel.ErrRefused},
		{"a file inside a file", quoted(t), parcel.SessionLimits, parcel.ErrRefused},
		{"a real bomb: more than is allowed in all", pack(t, entry{name: "a.wav", body: make([]byte, 600_000)}, entry{name: "b.wav", body: make([]byte, 600_000)}), small, parcel.ErrRefused},
		{"a bomb that says 4 GB", huge, small, parcel.ErrRefused},
		{"too many files", pack(t, many...), small, parcel.ErrRefused},
		{"a directory of long names", pack(t, entry{name: strings.Repeat("n", 1001) + ".wav"}), small, parcel.ErrRefused},
	} {
		t.Run(tt.about, func(t *testing.T) {
			_, _, err := unpack(t, tt.archive, parcel.Unpacking{Limits: tt.limits})
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want one that is %v", err, tt.want)
			}
		})
	}
}

func TestRoomIsAskedForFirst(t *testing.T) {
	archive := pack(t, entry{name: "a.wav", body: make([]byte, 5000)})
	onDisk, _, err := unpack(t, archive, parcel.Unpacking{Free: func(string) (int64, bool) { return 4999, true }})
	if !errors.Is(err, parcel.ErrNoRoom) || len(onDisk) > 0 {
		t.Errorf("got %v and %q, want no room and nothing written", err, onDisk)
	}
	if _, _, err := unpack(t, archive, parcel.Unpacking{Free: func(string) (int64, bool) { return 5000, true }}); err != nil {
		t.Errorf("5000 bytes fit into 5000: %v", err)
	}
}

func TestUnzipStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(path, pack(t, entry{name: "a.wav", body: []byte("x")}), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := parcel.Unzip(ctx, path, t.TempDir(), parcel.Unpacking{Limits: parcel.SessionLimits, Wanted: parcel.Audio})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context canceled", err)
	}
}

func FuzzUnzip(f *testing.F) {
	f.Add(pack(f, entry{name: "a.wav", body: []byte("music")}, entry{name: "../b.wav", body: []byte("x")}))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, archive []byte) {
		_, got, err := unpack(t, archive, parcel.Unpacking{Limits: parcel.Limits{Files: 50, DirectoryBytes: 1 << 16, Bytes: 1 << 20}})
		sum := int64(0)
		for _, file := range got.Files {
			sum += file.Bytes
		}
		if err == nil && sum > 1<<20 {
			t.Errorf("unpacked %d bytes, want at most 1 MiB", sum)
		}
	})
}

func FuzzSafeName(f *testing.F) {
	for _, s := range []string{"a/b.wav", `..\..\x`, "con", "a\u200e.\u200e.wav", "e\u200d\u0301.wav", strings.Repeat("ü", 200) + ".wav", " . . /x", "\xff.wav"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		safe := parcel.SafeName(name)
		if safe == "" {
			return
		}
		if !filepath.IsLocal(safe) || strings.ContainsAny(safe, "\\:\x00\n") || filepath.ToSlash(filepath.Clean(safe)) != safe {
			t.Errorf("%q became %q, which is not safe", name, safe)
		}
		for _, part := range strings.Split(safe, "/") {
			if len(part) > 181 || part != strings.TrimRight(part, ". ") {
				t.Errorf("%q has the part %q", name, part)
			}
		}
		if again := parcel.SafeName(safe); again != safe {
			t.Errorf("%q became %q and then %q", name, safe, again)
		}
	})
}
