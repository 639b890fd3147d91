package flac

import (
	"errors"
	"fmt"
	"io"

	"lathe/audio"
)

// metadata reads up to the first packet. Blocks other than STREAMINFO are
// skipped, whatever they hold: a picture may have 16 MiB.
func (r *Reader) metadata() error {
	if err := r.marker(); err != nil {
		return err
	}
	for blocks := 0; ; blocks++ {
		var head [4]byte
		if err := r.read(head[:]); err != nil {
			return err
		}
		kind, last := int(head[0]&0x7f), head[0]&0x80 != 0
		length := int(head[1])<<16 | int(head[2])<<8 | int(head[3])
		switch {
		case kind == kindForbidden:
			return fmt.Errorf("its metadata has a block of the forbidden type %d: %w", kind, audio.ErrMalformed)
		case kind == kindStreamInfo && !r.known:
			if length < streamInfoBytes {
				return fmt.Errorf("its STREAMINFO has %d bytes, want %d: %w", length, streamInfoBytes, audio.ErrMalformed)
			}
			var body [streamInfoBytes]byte
			if err := r.read(body[:]); err != nil {
				return err
			}
			r.info, r.known = parseStreamInfo(&body), true
			length -= streamInfoBytes
			if blocks > 0 {
				r.flaw("header", -1, "its STREAMINFO does not stand at its beginning")
			}
		}
		if err := r.tape.skip(length); err != nil {
			return cut(err)
		}
		if last {
			break
		}
	}
	if !r.known {
		r.flaw("header", -1, "it has no STREAMINFO, so its length and checksum are not known")
	}
	return nil
}

// marker reads what stands before the metadata: fLaC, and perhaps ID3v2 tags,
// which do not belong there and are common.
func (r *Reader) marker() error {
	for {
		b, err := r.tape.peek(10)
		switch {
		case err != nil:
			return audio.WithoutPath(err)
		case len(b) >= 4 && string(b[:4]) == marker:
			return r.tape.skip(len(marker))
		case len(b) >= 4 && string(b[:4]) == "OggS":
			return fmt.Errorf("it is FLAC inside an Ogg file; export it as plain FLAC or WAV: %w", audio.ErrUnsupported)
		case len(b) < 10 || string(b[:3]) != "ID3":
			return fmt.Errorf("it is not a FLAC file: it does not begin with fLaC: %w", audio.ErrMalformed)
		}
		// a length of four times seven bits; flag 0x10 is a footer as long as the header
		length := int(b[6]&0x7f)<<21 | int(b[7]&0x7f)<<14 | int(b[8]&0x7f)<<7 | int(b[9]&0x7f)
		if b[5]&0x10 != 0 {
			length += 10
		}
		if err := r.tape.skip(10 + length); err != nil {
			return cut(err)
		}
	}
}

func (r *Reader) read(b []byte) error {
	if _, err := io.ReadFull(&r.tape, b); err != nil {
		return cut(err)
	}
	return nil
}

// cut is what a file is whose metadata does not end.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("it ends inside its metadata, before any sound: %w", audio.ErrMalformed)
	}
	return audio.WithoutPath(err)
}
