package wav_test

import (
	"strings"
	"testing"

	"lathe/audio/audiotest"
)

const noData = "it has no data chunk, so there is no audio in it; export it again: malformed"

func TestBrokenContainers(t *testing.T) { judge(t, brokenContainers()) }

func brokenContainers() []judgement {
	data := chunk("data", two16)
	zeros := strings.Repeat("\x00", 8)
	rf64 := func(ds64 string, chunks ...string) string {
		return "RF64\xff\xff\xff\xffWAVE" + ds64 + strings.Join(chunks, "")
	}
	endless := "data\xff\xff\xff\xff" + two16
	return []judgement{
		{"a sound file", file(mono16(), data), "2 frames"},
		{"nothing at all", "", "the file is empty: malformed"},
		{"four bytes", "RIFF", "the file has 4 bytes, too few for any audio: malformed"},
		{"twelve bytes", "RIFF\x04\x00\x00\x00WAVE", noData},
		{"a web page", "<!DOCTYPE html><html>", "it is not a WAV file: malformed"},
		{"only zeros", strings.Repeat("\x00", 100), "it is not a WAV file: malformed"},
		{"a film", "RIFF\x04\x00\x00\x00AVI LIST", `it is a RIFF file, but it holds "AVI " and not WAVE: malformed`},
		{"RIFF size 0", "RIFF\x00\x00\x00\x00WAVE" + mono16() + data, "2 frames"},
		{"RIFF size too small", "RIFF\x08\x00\x00\x00WAVE" + mono16() + data, "2 frames"},
		{"RIFF size too large", "RIFF\xff\xff\xff\xffWAVE" + mono16() + data, "2 frames"},
		{"no fmt", file(data), "it has no fmt chunk, which says what the samples are; export it again: malformed"},
		{"no data", file(mono16()), noData},
		{"data before fmt", file(data, mono16()), "2 frames"},
		{"fmt twice, the same", file(mono16(), mono16(), data), "2 frames"},
		{"fmt twice, in conflict", file(mono16(), form(pcm, 2, 48000, 16), data), "2 frames, header"},
		{"data twice", file(mono16(), data, data), "2 frames, header"},
		{"chunks of a name no one knows", file(chunk("\xff\xfe\x01z", "what"), mono16(), chunk("zzzz", "odd"), data), "2 frames"},
		{"a few empty chunks", file(mono16(), strings.Repeat(chunk("none", ""), 100), data), "2 frames"},
		{"empty chunks without end before the audio", file(mono16(), strings.Repeat(chunk("none", ""), 1e6), data), noData},
		{"empty chunks without end after the audio", file(mono16(), data, strings.Repeat(chunk("none", ""), 1e6)), "2 frames, junk"},
		{"zeros after the audio", file(mono16(), data, strings.Repeat("\x00", 4096)), "2 frames, junk"},
		{"a few bytes after the audio", file(mono16(), data) + "abc", "2 frames"},
		{"text after the audio", file(mono16(), data) + "recorded by me with love\n", "2 frames, junk"},
		{"odd chunk without its padding", file("note" + le32(3) + "abc" + mono16() + "data" + le32(4) + two16), "2 frames"},
		{"odd audio without its padding", file(form(pcm, 1, 48000, 8), "data"+le32(3)+"\x80\x80\x80", chunk("LIST", "INFOINAM\x02\x00\x00\x00a\x00")), "3 frames"},
		{"even chunk with padding", file("note"+le32(4)+"abcd\x00", mono16(), data), "2 frames"},
		{"chunk size that wraps 32 bits, F7", file(mono16(), "note\xf7\xff\xff\xff", data), noData},
		{"chunk size that wraps 32 bits, F8", file(mono16(), "note\xf8\xff\xff\xff", data), noData},
		{"fmt size that wraps 32 bits", file("fmt \xf7\xff\xff\xff"+mono16()[8:], data), noData},
		{"JUNK of 2 GiB that is not there", file(mono16(), data, "JUNK\x00\x00\x00\x80"), "2 frames, junk"},
		{"RF64", rf64(chunk("ds64", le64(80)+le64(4)+le64(2)+le32(0)), mono16(), endless), "2 frames"},
		{"BW64", "BW64" + rf64(chunk("ds64", le64(80)+le64(4)+le64(2)+le32(0)), mono16(), endless)[4:], "2 frames"},
		{"RF64 with the length in ds64 alone", rf64(chunk("ds64", le64(80)+le64(4)+le64(2)+le32(0)), mono16(), "data\x00\x00\x00\x00"+two16, chunk("none", "")), "2 frames"},
		{"RF64 with more after the audio", rf64(chunk("ds64", le64(80)+le64(4)+le64(2)+le32(0)), mono16(), endless, chunk("LIST", "INFO")), "2 frames"},
		{"RF64 without ds64", rf64("", mono16(), endless), "2 frames, header"},
		{"RF64, ds64 too short", rf64(chunk("ds64", le64(80)), mono16(), endless), "2 frames, header"},
		{"RF64, ds64 all zero", rf64(chunk("ds64", zeros+zeros+zeros+"\x00\x00\x00\x00"), mono16(), endless), "2 frames, header"},
		{"RF64, ds64 huge", rf64(chunk("ds64", le64(1<<62)+le64(1<<62)+le64(1<<61)+le32(0)), mono16(), endless), "2 frames, truncated"},
		{"RF64, ds64 negative", rf64(chunk("ds64", le64(-8)+le64(-8)+le64(-8)+le32(0)), mono16(), endless), "2 frames, header"},
		{"RF64, ds64 with a table that is not there", rf64(chunk("ds64", le64(80)+le64(4)+le64(2)+le32(-1)), mono16(), endless), "2 frames"},
		{"RF64, ds64 and data disagree", rf64(chunk("ds64", le64(80)+le64(2)+le64(1)+le32(0)), mono16(), data), "2 frames, header"},
		{"ds64 means nothing in RIFF", file(chunk("ds64", le64(80)+le64(2)+le64(1)+le32(0)), mono16(), data), "2 frames"},
	}
}

func TestBrokenFormats(t *testing.T) { judge(t, brokenFormats()) }

func brokenFormats() []judgement {
	data := chunk("data", two16)
	with := func(form string) string { return file(form, data) }
	body := func(b string) string { return with(chunk("fmt ", b)) }
	plain := formBody(pcm, 1, 48000, 96000, 2, 16)
	guid := extensible(pcm, 1, 48000, 16, 16)
	return []judgement{
		{"fmt of 0 bytes", body(""), "its fmt chunk has 0 bytes, want 16 or more; export it again: malformed"},
		{"fmt of 8 bytes", body(plain[:8]), "its fmt chunk has 8 bytes, want 16 or more; export it again: malformed"},
		{"fmt of 14 bytes, the first edition", body(plain[:14]), "2 frames"},
		{"fmt of 17 bytes", body(plain + "\x00"), "2 frames"},
		{"fmt of 18 bytes with an extension that is not there", body(plain + "\xff\xff"), "2 frames"},
		{"fmt of 40 bytes that is plain", body(plain + strings.Repeat("\x00", 24)), "2 frames"},
		{"fmt of 70000 bytes", body(plain + strings.Repeat("\x00", 70000-16)), "2 frames"},
		{"no channels", body(formBody(pcm, 0, 48000, 96000, 2, 16)), "its header says it has no channels; export it again: malformed"},
		{"three channels", with(form(pcm, 3, 48000, 16)), "it has 3 channels, and Lathe takes mono and stereo; export it as one stereo file: unsupported"},
		{"65535 channels", body(formBody(pcm, 65535, 48000, 96000, 2, 16)), "it has 65535 channels, and Lathe takes mono and stereo; export it as one stereo file: unsupported"},
		{"rate 0", with(form(pcm, 1, 0, 16)), "its header says its sample rate is 0; export it again: malformed"},
		{"rate 1", with(form(pcm, 1, 1, 16)), "its sample rate is 1 Hz, want 8000 to 768000 Hz: unsupported"},
		{"rate 4 GHz", body(formBody(pcm, 1, 0xFFFFFFFF, 0, 2, 16)), "its sample rate is 4294967295 Hz, want 8000 to 768000 Hz: unsupported"},
		{"8 kHz", with(form(pcm, 1, 8000, 16)), "2 frames"},
		{"768 kHz", with(form(pcm, 1, 768000, 16)), "2 frames"},
		{"0 bits", with(form(pcm, 1, 48000, 0)), "its header says its samples have no bits; export it again: malformed"},
		{"1 bit", with(form(pcm, 1, 48000, 1)), "4 frames"},
		{"64-bit integers", with(form(pcm, 1, 48000, 64)), "it has 64 bits a sample, and Lathe takes 8 to 32; export it as 24-bit WAV: unsupported"},
		{"65535 bits", with(form(pcm, 1, 48000, 65535)), "it has 65535 bits a sample, and Lathe takes 8 to 32; export it as 24-bit WAV: unsupported"},
		{"16-bit float", with(form(float, 1, 48000, 16)), "it is 16-bit float, and Lathe takes 32-bit and 64-bit; export it as 32-bit float: unsupported"},
		{"frame of 0 bytes", body(formBody(pcm, 1, 48000, 96000, 0, 16)), "2 frames, header"},
		{"frame of the wrong size", body(formBody(pcm, 1, 48000, 96000, 4, 16)), "2 frames, header"},
		{"frame of 65535 bytes", body(formBody(pcm, 1, 48000, 96000, 65535, 16)), "2 frames, header"},
		{"frame and all else in conflict", file(chunk("fmt ", formBody(pcm, 1, 48000, 5, 7, 24)), data), "its header gives a frame 7 bytes where 24 bits and 1 channels take 3; export it again: malformed"},
		{"byte rate wrong", body(formBody(pcm, 1, 48000, 1, 2, 16)), "2 frames"},
		{"extension cut short", file(chunk("fmt ", guid[8:40]), data), "its fmt chunk has 32 bytes, want 40 for this kind; export it again: malformed"},
		{"extension with another GUID", file(strings.Replace(guid, "\x00\x38\x9b\x71", "\x00\x38\x9b\x72", 1), data), "its samples are of a kind that is neither PCM nor float; export it as 24-bit WAV: unsupported"},
		{"extension with a GUID of another family", file(strings.Replace(guid, "\x10\x00\x80", "\x11\x00\x80", 1), data), "its samples are of a kind that is neither PCM nor float; export it as 24-bit WAV: unsupported"},
		{"extension that says nothing of valid bits", file(extensible(pcm, 1, 48000, 16, 0), data), "2 frames"},
		{"more valid bits than there is room", file(extensible(pcm, 1, 48000, 16, 24), data), "2 frames, header"},
		{"24 bits at the low end of 32", file(extensible(pcm, 1, 48000, 32, 24), chunk("data", "\xa0\xff\xff\x00")), lowEnd},
		{"24 bits at the high end of 32, big-endian", bigPadded("\x40\x00\x01\x00"), "1 frames"},
		{"24 bits at the low end of 32, big-endian", bigPadded("\xff\xff\xff\xa0"), lowEnd},
		{"24 bits at the low end of 32, late in the file", file(extensible(pcm, 1, 48000, 32, 24), chunk("data", strings.Repeat("\x00", 1<<18)+strings.Repeat("\x10\x00\x00\x00", 1<<16))), lowEnd},
	}
}

// bigPadded is a big-endian file of 24-bit mono in frames of four bytes.
func bigPadded(sound string) string {
	return "RIFX" + be32(0) + "WAVEfmt " + be32(16) + be16(1) + be16(1) + be32(48000) + be32(192000) + be16(4) + be16(24) + "data" + be32(len(sound)) + sound
}

func TestCodecsAreRefusedByName(t *testing.T) {
	for code, name := range map[int]string{
		0x0002: "ADPCM", 0x0006: "A-law", 0x0007: "mu-law", 0x0011: "ADPCM", 0x0031: "GSM", 0x0055: "MP3",
	} {
		want := "it is a WAV file with " + name + " inside; export it as 24-bit WAV: unsupported"
		for _, f := range []string{form(code, 1, 8000, 4), extensible(code, 1, 8000, 4, 4)} {
			if got := audiotest.Verdict(open(file(f, chunk("data", two16)))); got != want {
				t.Errorf("codec 0x%04x\ngot  %s\nwant %s", code, got, want)
			}
		}
	}
	want := "it is a WAV file with an unknown codec inside (0x1234); export it as 24-bit WAV: unsupported"
	if got := audiotest.Verdict(open(file(form(0x1234, 1, 8000, 16) + chunk("data", two16)))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBrokenAudio(t *testing.T) { judge(t, brokenAudio()) }

func brokenAudio() []judgement {
	stereo := form(pcm, 2, 48000, 16)
	floats := form(float, 1, 48000, 32)
	doubles := form(float, 1, 48000, 64)
	one := "\x00\x00\x80\x3f"
	return []judgement{
		{"no frames", file(mono16(), chunk("data", "")), "0 frames"},
		{"no frames, and more chunks", file(mono16(), chunk("data", ""), chunk("LIST", "INFO")), "0 frames"},
		{"size 0 and audio following", file(mono16(), "data\x00\x00\x00\x00"+strings.Repeat(two16, 10)), "20 frames, header"},
		{"size 0 and silence following", file(mono16(), "data\x00\x00\x00\x00"+strings.Repeat("\x00", 40)), "20 frames, header"},
		{"a stream's size", file(mono16(), "data\xff\xff\xff\xff"+strings.Repeat(two16, 10)), "20 frames, header"},
		{"a stream's size, less its header", file(mono16(), "data\x9b\xff\xff\xff"+strings.Repeat(two16, 10)), "20 frames, header"},
		{"a stream's size as sox writes it", file(mono16(), "data\x00\xf0\xff\x7f"+strings.Repeat(two16, 10)), "20 frames, header"},
		{"one byte", file(mono16(), chunk("data", "a")), "0 frames, truncated"},
		{"padding counted as audio", file(form(pcm, 1, 48000, 24), chunk("data", "abcdefghi\x00")), "3 frames"},
		{"half a frame at the end", file(stereo, chunk("data", two16+"\x00\x40")), "1 frames, truncated"},
		{"a file cut short", file(stereo, "data"+le32(4000)+strings.Repeat(two16, 10)), "10 frames, truncated"},
		{"a file cut within a frame", file(stereo, "data"+le32(4000)+strings.Repeat(two16, 10)+"\x00"), "10 frames, truncated"},
		{"not a number", file(floats, chunk("data", one+"\x00\x00\xc0\x7f")), "0 frames, then the sample at 0:00.00 (channel 1) is NaN, which no sound can be; export the file again: not finite"},
		{"infinity", file(floats, chunk("data", one+"\x00\x00\x80\x7f")), "0 frames, then the sample at 0:00.00 (channel 1) is +Inf, which no sound can be; export the file again: not finite"},
		{"minus infinity", file(doubles, chunk("data", "\x00\x00\x00\x00\x00\x00\xf0\xff")), "0 frames, then the sample at 0:00.00 (channel 1) is -Inf, which no sound can be; export the file again: not finite"},
	}
}

func TestATruncatedFileSaysHowMuchIsThere(t *testing.T) {
	const rate = 8000
	there := ramp(2 * 178 * rate) // 2:58
	r := mustOpen(t, file(form(pcm, 1, rate, 16), "data"+le32(2*201*rate)+there))
	want := "it ends early: the header promises 3:21.00, there is 2:58.00"
	if f := r.Flaws(); len(f) != 1 || f[0].Message != want || f[0].Frame != 178*rate {
		t.Errorf("flaws are %+v\nwant one at frame %d: %s", f, 178*rate, want)
	}
	if got, want := r.Format().Frames, int64(178*rate); got != want {
		t.Errorf("the format has %d frames, want the %d that are there", got, want)
	}
	short := mustOpen(t, file(form(pcm, 1, rate, 16), "data"+le32(2*100)+there[:2*99]))
	if got, want := short.Flaws()[0].Message, "it ends early: the header promises 100 frames, there are 99"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
