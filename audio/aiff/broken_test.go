package aiff_test

import (
	"strings"
	"testing"

	"lathe/audio/audiotest"
)

const (
	noComm  = "it has no COMM chunk, which says what the samples are; export it again: malformed"
	noSound = "it has no SSND chunk, so there is no audio in it; export it again: malformed"
)

func TestBrokenContainers(t *testing.T) { judge(t, brokenContainers()) }

func brokenContainers() []judgement {
	sound := ssnd(two16)
	return []judgement{
		{"a sound file", file("AIFF", mono16(2), sound), "2 frames"},
		{"nothing at all", "", "the file is empty: malformed"},
		{"four bytes", "FORM", "the file has 4 bytes, too few for any audio: malformed"},
		{"twelve bytes", "FORM\x00\x00\x00\x04AIFF", noComm},
		{"a WAV file", "RIFF\x04\x00\x00\x00WAVE", "it is not an AIFF file: malformed"},
		{"only zeros", strings.Repeat("\x00", 100), "it is not an AIFF file: malformed"},
		{"an Amiga sample", file("8SVX", "VHDR\x00\x00\x00\x00"), `it is an IFF file, but it holds "8SVX" and not AIFF: malformed`},
		{"FORM size 0", "FORM\x00\x00\x00\x00AIFF" + mono16(2) + sound, "2 frames"},
		{"FORM size too large", "FORM\xff\xff\xff\xffAIFF" + mono16(2) + sound, "2 frames"},
		{"no COMM", file("AIFF", sound), noComm},
		{"no SSND", file("AIFF", mono16(2)), noSound},
		{"no SSND and no frames", file("AIFF", mono16(0)), "0 frames"},
		{"SSND before COMM", file("AIFF", sound, mono16(2)), "2 frames"},
		{"COMM twice, in conflict", file("AIFF", mono16(2), comm(2, 1, 16, hz48000), sound), "2 frames"},
		{"SSND twice", file("AIFF", mono16(2), sound, sound), "2 frames, header"},
		{"chunks of a name no one knows", file("AIFF", chunk("\xff\xfe\x01z", "what"), mono16(2), chunk("zzzz", "odd"), sound), "2 frames"},
		{"a few empty chunks", file("AIFF", mono16(2), strings.Repeat(chunk("none", ""), 100), sound), "2 frames"},
		{"empty chunks without end", file("AIFF", mono16(2), strings.Repeat(chunk("none", ""), 1e6), sound), noSound},
		{"zeros after the audio", file("AIFF", mono16(2), sound, strings.Repeat("\x00", 4096)), "2 frames, junk"},
		{"odd chunk without its padding", file("AIFF", "NAME"+be32(3)+"abc"+mono16(2), sound), "2 frames"},
		{"odd audio without its padding", file("AIFF", comm(1, 3, 8, hz48000), "SSND"+be32(11)+"\x00\x00\x00\x00\x00\x00\x00\x00abc"+chunk("ANNO", "hi")), "3 frames"},
		{"even chunk with padding", file("AIFF", "NAME"+be32(4)+"abcd\x00"+mono16(2), sound), "2 frames"},
		{"chunk size that wraps 32 bits", file("AIFF", mono16(2), "none\xff\xff\xff\xf8", sound), noSound},
		{"MARK with more marks than bytes", file("AIFF", mono16(2), chunk("MARK", "\xff\xff\x00\x01"), sound), "2 frames"},
		{"pascal string of odd length without padding", file("AIFC", chunk("COMM", be16(1)+be32(2)+be16(16)+hz48000+"NONE\x02ab"), sound), "2 frames"},
		{"pascal string that claims too much", file("AIFC", chunk("COMM", be16(1)+be32(2)+be16(16)+hz48000+"NONE\xffab"), sound), "2 frames"},
		{"pascal string left out", file("AIFC", chunk("COMM", be16(1)+be32(2)+be16(16)+hz48000+"NONE"), sound), "2 frames"},
	}
}

func TestBrokenFormats(t *testing.T) { judge(t, brokenFormats()) }

func brokenFormats() []judgement {
	with := func(comm string) string { return file("AIFF", comm, ssnd(two16)) }
	return []judgement{
		{"COMM of 0 bytes", with(chunk("COMM", "")), "its COMM chunk has 0 bytes, want 18 or more; export it again: malformed"},
		{"COMM of 17 bytes", with(chunk("COMM", strings.Repeat("\x00", 17))), "its COMM chunk has 17 bytes, want 18 or more; export it again: malformed"},
		{"COMM without a compression", file("AIFC", mono16(2), ssnd(two16)), "its COMM chunk has 18 bytes, want 22 or more; export it again: malformed"},
		{"COMM of 70000 bytes", with(chunk("COMM", mono16(2)[8:]+strings.Repeat("\x00", 70000))), "2 frames"},
		{"no channels", with(comm(0, 2, 16, hz48000)), "its header says it has 0 channels; export it again: malformed"},
		{"minus one channel", with(comm(-1, 2, 16, hz48000)), "its header says it has -1 channels; export it again: malformed"},
		{"three channels", with(comm(3, 2, 16, hz48000)), "it has 3 channels, and Lathe takes mono and stereo; export it as one stereo file: unsupported"},
		{"0 bits", with(comm(1, 2, 0, hz48000)), "its header says its samples have 0 bits; export it again: malformed"},
		{"minus 16 bits", with(comm(1, 2, -16, hz48000)), "its header says its samples have -16 bits; export it again: malformed"},
		{"33 bits", with(comm(1, 2, 33, hz48000)), "it has 33 bits a sample, and Lathe takes 8 to 32; export it as 24-bit AIFF: unsupported"},
		{"raw of 16 bits", file("AIFC", commC(1, 2, 16, "raw ", ""), ssnd(two16)), "its samples are unsigned and have 16 bits; export it as 24-bit WAV or AIFF: unsupported"},
	}
}

func TestCodecsAreRefusedByName(t *testing.T) {
	for kind, name := range map[string]string{
		"alaw": "A-law", "ALAW": "A-law", "ulaw": "mu-law", "ULAW": "mu-law", "ima4": "ADPCM", "MAC3": "MACE", "MAC6": "MACE",
	} {
		want := "it is an AIFF file with " + name + " inside; export it as 24-bit WAV or AIFF: unsupported"
		if got := audiotest.Verdict(open(file("AIFC", commC(1, 2, 16, kind, name), ssnd(two16)))); got != want {
			t.Errorf("codec %s\ngot  %s\nwant %s", kind, got, want)
		}
	}
	want := `it is an AIFF file with an unknown codec inside ("\xffABC"); export it as 24-bit WAV or AIFF: unsupported`
	if got := audiotest.Verdict(open(file("AIFC", commC(1, 2, 16, "\xffABC", ""), ssnd(two16)))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBrokenAudio(t *testing.T) { judge(t, brokenAudio()) }

func brokenAudio() []judgement {
	sound := strings.Repeat(two16, 10)
	at := func(offset int, sound string) string { return chunk("SSND", be32(offset)+be32(0)+sound) }
	return []judgement{
		{"no frames", file("AIFF", mono16(0), ssnd("")), "0 frames"},
		{"an empty SSND chunk", file("AIFF", mono16(0), chunk("SSND", "")), "0 frames"},
		{"an offset", file("AIFF", mono16(2), at(6, "onward"+two16)), "2 frames"},
		{"an offset to the very end", file("AIFF", mono16(0), at(4, two16)), "0 frames"},
		{"an offset behind the end", file("AIFF", mono16(2), at(5, two16)), "its header puts the audio behind the end of it; export it again: malformed"},
		{"an offset of 4 GiB", file("AIFF", mono16(2), at(-1, two16)), "its header puts the audio behind the end of it; export it again: malformed"},
		{"SSND of 7 bytes", file("AIFF", mono16(2), chunk("SSND", "1234567")), "its SSND chunk has 7 bytes, too few for any audio; export it again: malformed"},
		{"COMM promises more", file("AIFF", mono16(48000), ssnd(sound)), "20 frames, truncated"},
		{"COMM promises 4 G frames", file("AIFF", mono16(-1), ssnd(sound)), "20 frames, truncated"},
		{"COMM promises less", file("AIFF", mono16(7), ssnd(sound)), "20 frames, header"},
		{"COMM promises nothing, as in a recording that stopped", file("AIFF", mono16(0), ssnd(sound)), "20 frames, header"},
		{"a file cut short", file("AIFF", mono16(20), ssnd(sound)[:28]), "6 frames, truncated"},
		{"a file cut within a frame", file("AIFF", mono16(20), ssnd(sound)[:29]), "6 frames, truncated"},
		{"SSND of unknown size", file("AIFF", mono16(0), "SSND\xff\xff\xff\xff"+strings.Repeat("\x00", 8)+sound), "20 frames, header"},
		{"SSND of size 0 and audio following", file("AIFF", mono16(0), "SSND\x00\x00\x00\x00"+strings.Repeat("\x00", 8)+sound), "20 frames, header"},
		{"a byte more than whole frames", file("AIFF", mono16(2), chunk("SSND", strings.Repeat("\x00", 8)+two16+"\x01")), "2 frames"},
		{"not a number", file("AIFC", commC(1, 2, 32, "fl32", ""), ssnd("\x00\x00\x00\x00\x7f\xc0\x00\x00")), "0 frames, then the sample at 0:00.00 (channel 1) is NaN, which no sound can be; export the file again: not finite"},
		{"infinity", file("AIFC", commC(1, 1, 64, "fl64", ""), ssnd("\x7f\xf0\x00\x00\x00\x00\x00\x00")), "0 frames, then the sample at 0:00.00 (channel 1) is +Inf, which no sound can be; export the file again: not finite"},
	}
}

func TestLengthsThatDisagreeAreTold(t *testing.T) {
	const rate = 8000
	three := ramp(2 * 3 * rate)
	for _, tt := range []struct {
		name     string
		promised int
		want     string
	}{
		{"too few", 4 * rate, "it ends early: the header promises 0:04.00, there is 0:03.00"},
		{"too many", 2 * rate, "its header is wrong about its length: the header promises 0:02.00, there is 0:03.00"},
		{"none, in a recording that stopped", 0, "its header is wrong about its length: the header promises 0:00.00, there is 0:03.00"},
		{"one too few", 3*rate + 1, "it ends early: the header promises 24001 frames, there are 24000"},
	} {
		f := mustOpen(t, file("AIFF", comm(1, tt.promised, 16, hz8000), ssnd(three))).Flaws()
		if len(f) != 1 || f[0].Message != tt.want {
			t.Errorf("%s: flaws %+v\nwant %s", tt.name, f, tt.want)
		}
	}
	f := mustOpen(t, file("AIFF", comm(1, 0, 16, hz8000), "SSND\xff\xff\xff\xff"+strings.Repeat("\x00", 8)+three)).Flaws()
	want := "its header does not say how long it is, as when a recording is interrupted; it was read to the end of the file"
	if len(f) != 1 || f[0].Message != want {
		t.Errorf("of unknown length: flaws %+v\nwant %s", f, want)
	}
}
