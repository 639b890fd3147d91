package flac_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"log"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"lathe/audio"
	"lathe/audio/audiotest"
	"lathe/audio/flac"
)

// five is a file of five packets and a bit; parts are its metadata and its
// packets.
func five(t *testing.T) (file []byte, parts [][]byte) {
	t.Helper()
	file = encode(t, cd(2), music(2, 5*4096+100))
	at := packets(t, file)
	parts = [][]byte{file[:at[0]]}
	for i := range len(at) - 1 {
		parts = append(parts, file[at[i]:at[i+1]])
	}
	return file, parts
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// with is a copy in which the bytes from at on are others. STREAMINFO begins
// at byte 8; 13 bytes on are the low bits of the length, 18 on the checksum.
func with(file []byte, at int, b ...byte) []byte {
	file = bytes.Clone(file)
	copy(file[at:], b)
	return file
}

func id3(length int, footer bool) []byte {
	b := []byte{'I', 'D', '3', 4, 0, 0, byte(length >> 21), byte(length >> 14 & 0x7f), byte(length >> 7 & 0x7f), byte(length & 0x7f)}
	if footer {
		b[5] = 0x10
		length += 10
	}
	return append(b, bytes.Repeat([]byte{0xff, 0xf8}, length/2)...)
}

// Frames that are promised by the damaged files below: whole packets of 4096.
func TestDamage(t *testing.T) {
	file, p := five(t)
	all := len(file)
	other := func(f audio.Format) []byte {
		b := encode(t, f, music(f.Channels, 4096))
		return b[packets(t, b)[0]:]
	}
	const whole = "20580 frames"
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"sound", file, whole},
		{"cut in the middle of a packet", file[:all-len(p[6])-20], "16384 frames, truncated"},
		{"cut in a packet header", file[:all-len(p[6])+3], "20480 frames, truncated"},
		{"cut between two packets", file[:all-len(p[6])], "20480 frames, truncated"},
		{"cut before the first packet", p[0], "0 frames, truncated"},
		{"cut in the first packet", file[:len(p[0])+100], "0 frames, truncated"},
		{"a bit flipped in the fourth packet", with(file, len(join(p[:4]...))+500, 0x55), "12288 frames, checksum"},
		{"a bit flipped in the fourth packet's header", with(file, len(join(p[:4]...))+4, 0x55), "12288 frames, checksum"},
		{"a bit flipped in the last checksum", with(file, all-1, ^file[all-1]), "20480 frames, checksum"},
		{"a packet lost", join(p[0], p[1], p[3], p[4], p[5], p[6]), "16484 frames, truncated"},
		{"a packet twice", join(p[0], p[1], p[2], p[2], p[3], p[4], p[5], p[6]), "24676 frames, header, checksum"},
		{"another checksum", with(file, 8+18, ^file[8+18]), whole + ", checksum"},
		{"no checksum", with(file, 8+18, make([]byte, 16)...), whole},
		{"no checksum, cut between two packets", with(file[:all-len(p[6])], 8+18, make([]byte, 16)...), "20480 frames, truncated"},
		{"a length that is too small", with(file, 8+16, 0, 77), whole + ", header"},
		{"a length that is too large", with(file, 8+16, 0xff, 0xff), whole + ", header"},
		{"the largest length there is", with(file, 8+13, file[8+13]|15, 0xff, 0xff, 0xff, 0xff), whole + ", header"},
		{"no length", with(file, 8+13, file[8+13]&^15, 0, 0, 0, 0), whole},
		{"no length, and cut", with(file[:all-5], 8+13, file[8+13]&^15, 0, 0, 0, 0), "20480 frames, truncated"},
		{"the wrong rate in STREAMINFO", with(file, 8+10, 0x0b, 0xb8, file[8+12]&15), whole + ", header"},
		{"rate 0 in STREAMINFO", with(file, 8+10, 0, 0, file[8+12]&15), whole + ", header"},
		{"the wrong block size in STREAMINFO", with(file, 8, 0, 16, 0, 16), whole},
		{"a tag of ID3v1 behind", join(file, []byte("TAG"), make([]byte, 125)), whole + ", junk"},
		{"no length, and a tag of ID3v1 behind", join(with(file, 8+13, file[8+13]&^15, 0, 0, 0, 0), []byte("TAG"), make([]byte, 125)), whole + ", junk"},
		{"zeros behind", join(file, make([]byte, 5)), whole + ", junk"},
		{"ID3v2 in front", join(id3(3000, false), file), whole},
		{"ID3v2 with a footer in front, twice", join(id3(300, true), id3(30, true), file), whole},
		{"the rate changes", join(p[0], p[1], p[2], other(audio.Format{Rate: 48000, Channels: 2, BitDepth: 16})), "8192 frames, header"},
		{"the channels change", join(p[0], p[1], p[2], other(cd(1))), "8192 frames, header"},
		{"the bit depth changes", join(p[0], p[1], p[2], other(audio.Format{Rate: 44100, Channels: 2, BitDepth: 24})), "8192 frames, header"},
		{"STREAMINFO comes second", join(p[0][:4], []byte{1, 0, 0, 2, 0, 0}, p[0][4:], file[len(p[0]):]), whole + ", header"},
		{"no STREAMINFO", join([]byte("fLaC\x81\x00\x00\x02\x00\x00"), file[len(p[0]):]), whole + ", header"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdict(tt.file); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestFilesWithoutSoundAreRefused(t *testing.T) {
	file, p := five(t)
	for _, tt := range []struct {
		name string
		file []byte
		want string
	}{
		{"no metadata, no sound", []byte("fLaC"), "it ends inside its metadata, before any sound: malformed"},
		{"cut in its metadata", file[:20], "it ends inside its metadata, before any sound: malformed"},
		{"metadata that promises more than there is", join(p[0][:42], []byte{0x81, 0xff, 0xff, 0xff}, file[len(p[0]):]), "it ends inside its metadata, before any sound: malformed"},
		{"ID3v2 that promises more than there is", with(join(id3(3000, false), file), 6, 0x7f), "it ends inside its metadata, before any sound: malformed"},
		{"a STREAMINFO that is too short", []byte("fLaC\x80\x00\x00\x04\x10\x00\x10\x00"), "its STREAMINFO has 4 bytes, want 34: malformed"},
		{"a forbidden block", join(p[0][:42], []byte{0x7f, 0, 0, 0}), "its metadata has a block of the forbidden type 127: malformed"},
		{"noise instead of packets", join(p[0], bytes.Repeat([]byte("noise"), 1000)), "it has no sound that can be read: there is no packet: malformed"},
		{"a packet of 65536 frames", join(p[0], packet(0x79, 0x08, 0, 0xff, 0xff)), "it has no sound that can be read: a packet has 65536 frames, want at most 65535: malformed"},
		{"a packet with a wrong header", join(p[0], with(p[1], 3, 0xff)), "it has no sound that can be read: the packet header is damaged: malformed"},
		{"2 bits", with(p[0], 8+12, file[8+12]&^1, 1<<4), "its samples have 2 bits, want 4 to 32: malformed"},
		{"1 kHz", with(p[0], 8+10, 0, 0x3e, 0x82), "its sample rate is 1000 Hz, want 8000 to 768000 Hz: unsupported"},
		{"six channels", with(p[0], 8+12, file[8+12]|5<<1), "it has 6 channels, and Lathe takes mono and stereo; export it as one stereo file: unsupported"},
		{"an Ogg file", []byte("OggS\x00\x02"), "it is FLAC inside an Ogg file; export it as plain FLAC or WAV: unsupported"},
		{"a web page", []byte("<!DOCTYPE html>"), "it is not a FLAC file: it does not begin with fLaC: malformed"},
		{"nothing", nil, "it is not a FLAC file: it does not begin with fLaC: malformed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := verdict(tt.file); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// packet is a packet header with its checksum, worked out bit by bit, and
// nothing behind.
func packet(blockRate, stereoDepth, number byte, tail ...byte) []byte {
	b := append([]byte{0xff, 0xf8, blockRate, stereoDepth, number}, tail...)
	crc := byte(0)
	for _, v := range b {
		for bit := 7; bit >= 0; bit-- {
			top := crc>>7 ^ v>>bit&1
			crc = crc<<1 ^ top*7
		}
	}
	return append(append(b, crc), make([]byte, 16)...)
}

func TestDamageIsReadExactlyAsFarAsItIsValid(t *testing.T) {
	file, p := five(t)
	want := rounded(music(2, 5*4096+100), 16)
	for packet := 1; packet <= 5; packet++ {
		at := len(join(p[:packet]...)) + len(p[packet])/2
		r := open(t, with(file, at, ^file[at]))
		got, err := audiotest.ReadAll(r, 1000)
		if err != nil {
			t.Fatal(err)
		}
		valid := (packet - 1) * 4096
		if diff := audiotest.Differ(got, audio.Slice(nil, want, 0, valid)); diff != "" {
			t.Errorf("damage in packet %d: %s", packet, diff)
		}
		if f := r.Flaws(); len(f) != 1 || f[0].Code != "checksum" || f[0].Frame != int64(valid) {
			t.Errorf("damage in packet %d is told as %v, want a checksum flaw at frame %d", packet, f, valid)
		}
	}
}

// Sentences that an artist reads; the times are worked out by hand.
func TestFlawsSpeakPlainly(t *testing.T) {
	file, p := five(t)
	for _, tt := range []struct {
		file []byte
		want string
	}{
		{file[:len(file)-len(p[6])-20], "it ends early: its header promises 0:00.47, there is 0:00.37"},
		{with(file, len(join(p[:4]...))+500, 0x55), "it is damaged at 0:00.28, and only what is before that was read"},
		{with(file, 8+18, ^file[8+18]), "its samples are not those it was made from: the MD5 checksum in its header is another"},
		{with(file, 8+16, 0, 77), "its header promises 0:00.00, there is 0:00.47"},
		{with(file, 8+10, 0x0b, 0xb8, file[8+12]&15), "its header says 48 kHz 16-bit stereo, its sound is 44.1 kHz 16-bit stereo"},
		{join(file, make([]byte, 5)), "what follows its sound at 0:00.47 is not FLAC"},
	} {
		_, flaws := readAll(t, tt.file)
		if len(flaws) != 1 || flaws[0].Message != tt.want {
			t.Errorf("got  %v\nwant %s", flaws, tt.want)
		}
	}
}

func TestRefusalsCanBeToldApart(t *testing.T) {
	for class, file := range map[error]string{audio.ErrUnsupported: "OggS\x00", audio.ErrMalformed: "RIFF"} {
		if _, err := flac.NewReader(strings.NewReader(file)); !errors.Is(err, class) {
			t.Errorf("%q gives %v, want %v", file, err, class)
		}
	}
}

// zeros is a FLAC file with a picture of 16 MiB, none of which is in memory.
type zeros struct {
	front, back []byte
	middle, at  int64
}

func (z *zeros) Read(b []byte) (int, error) {
	head, all := int64(len(z.front)), int64(len(z.front))+z.middle+int64(len(z.back))
	n := 0
	switch {
	case z.at < head:
		n = copy(b, z.front[z.at:])
	case z.at < head+z.middle:
		n = int(min(int64(len(b)), head+z.middle-z.at))
		clear(b[:n])
	case z.at < all:
		n = copy(b, z.back[z.at-head-z.middle:])
	default:
		return 0, io.EOF
	}
	z.at += int64(n)
	return n, nil
}

func (z *zeros) Seek(offset int64, whence int) (int64, error) {
	if whence != io.SeekStart {
		return 0, errors.New("only from the start")
	}
	z.at = offset
	return offset, nil
}

func TestMemoryIsTakenForWhatIsReadOnly(t *testing.T) {
	file, p := five(t)
	info := with(p[0][:42], 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff) // the largest blocks and packets
	info = with(info, 8+13, info[8+13]|15, 0xff, 0xff, 0xff, 0xff)                         // and 432 hours of them
	z := &zeros{front: append(info, 0x86, 0xff, 0xff, 0xff), middle: 1<<24 - 1, back: file[len(p[0]):]}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r, err := flac.NewReader(z)
	if err != nil {
		t.Fatal(err)
	}
	block := audio.NewBlock(2, 4096)
	for range 5 {
		if _, err := r.Read(block); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	// 64 KiB for the file, 16 KiB for a packet's checksum; per packet 32 KiB and change from the decoder
	if took := after.TotalAlloc - before.TotalAlloc; took > 512<<10 {
		t.Errorf("reading five packets behind a picture of 16 MiB took %d KiB", took>>10)
	}
}

func TestATroubledDiskIsAnErrorWithoutAPath(t *testing.T) {
	file, _ := five(t)
	path := &os.PathError{Op: "read", Path: "/home/someone/song.flac", Err: errTrouble}
	for _, from := range []int64{0, 6, 50, 1000, int64(len(file) / 2)} {
		r, err := flac.NewReader(troubled{bytes.NewReader(file), from, path})
		if err == nil {
			_, err = audiotest.ReadAll(r, 100)
		}
		if !errors.Is(err, errTrouble) || strings.Contains(err.Error(), "someone") {
			t.Errorf("trouble from byte %d on is %v, want %v", from, err, errTrouble)
		}
	}
}

func TestAFullDiskIsAnErrorWithoutAPath(t *testing.T) {
	path := &os.PathError{Op: "write", Path: "/home/someone/song.flac", Err: errTrouble}
	for _, room := range []int{0, 1, 5} {
		w, err := flac.NewWriter(&full{room: room, err: path}, cd(2), nil)
		for range 40 {
			if err == nil {
				err = w.Write(music(2, 4096), 4096)
			}
		}
		if w != nil {
			if closed := w.Close(); err == nil {
				err = closed
			}
		}
		if !errors.Is(err, errTrouble) || strings.Contains(err.Error(), "someone") {
			t.Errorf("with room for %d writes: %v, want %v", room, err, errTrouble)
		}
	}
}

// full is a disk that takes a number of writes.
type full struct {
	memory
	room int
	err  error
}

func (f *full) Write(b []byte) (int, error) {
	if f.room == 0 {
		return 0, f.err
	}
	f.room--
	return f.memory.Write(b)
}

func TestNaNIsRefused(t *testing.T) {
	w, err := flac.NewWriter(&memory{}, cd(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	zero := 0.0
	if err := w.Write([][]float64{{0, zero / zero}}, 2); !errors.Is(err, audio.ErrNotFinite) {
		t.Errorf("writing NaN gives %v, want %v", err, audio.ErrNotFinite)
	}
	if err := w.Close(); !errors.Is(err, audio.ErrNotFinite) {
		t.Errorf("closing after NaN gives %v, want %v", err, audio.ErrNotFinite)
	}
}

func TestAWriterThatIsKilledLeavesWhatCanBeRead(t *testing.T) {
	var m memory
	w, err := flac.NewWriter(&m, cd(2), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	samples := music(2, 100*4096)
	if err := w.Write(samples, len(samples[0])); err != nil {
		t.Fatal(err)
	}
	got, flaws := readAll(t, bytes.Clone(m.bytes))
	want := audio.Slice(nil, rounded(samples, 16), 0, len(got[0]))
	if diff := audiotest.Differ(got, want); diff != "" || len(flaws) > 0 || len(got[0]) < 90*4096 {
		t.Errorf("%d frames are left, with %v: %s", len(got[0]), flaws, diff)
	}
}

func TestTheDecoderDoesNotLog(t *testing.T) {
	var said bytes.Buffer
	log.SetOutput(&said)
	defer log.SetOutput(os.Stderr)
	for _, rate := range []int{24000, 176400} {
		readAll(t, encode(t, audio.Format{Rate: rate, Channels: 1, BitDepth: 16}, music(1, 5000)))
		file := encode(t, audio.Format{Rate: rate, Channels: 1, BitDepth: 16}, music(1, 5000))
		at := packets(t, file)
		said.Reset() // packets is the decoder itself
		if got, want := verdict(with(file, at[1]-1, ^file[at[1]-1])), "0 frames, checksum"; got != want {
			t.Errorf("at %d Hz a damaged packet gives %s, want %s", rate, got, want)
		}
		if got, want := verdict(file), "5000 frames"; got != want {
			t.Errorf("at %d Hz: %s, want %s", rate, got, want)
		}
		if said.Len() > 0 {
			t.Errorf("at %d Hz the decoder says %q", rate, said.String())
		}
	}
}

// dribble gives one byte at a time.
type dribble struct {
	io.Reader
	io.Seeker
}

func TestBytesMayComeOneByOne(t *testing.T) {
	file, _ := five(t)
	b := bytes.NewReader(file)
	r, err := flac.NewReader(dribble{iotest.OneByteReader(b), b})
	if got, want := audiotest.Verdict(r, err), "20580 frames"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Vorbis comments, pictures and the like may lie: they are not read.
func TestMetadataIsNotBelieved(t *testing.T) {
	file, p := five(t)
	comment := binary.LittleEndian.AppendUint32(nil, 1<<31)
	for kind := byte(1); kind < 127; kind++ {
		lie := append([]byte{kind, 0, 0, 4}, comment...)
		if got, want := verdict(join(p[0][:42], lie, p[0][42:], file[len(p[0]):])), "20580 frames"; got != want {
			t.Errorf("with a lying block of type %d: %s, want %s", kind, got, want)
		}
	}
}
