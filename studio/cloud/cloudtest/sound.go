package cloudtest

import (
	"archive/zip"
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"io"
	"math/rand/v2"
)

// Sound is a WAV file of noise, made as it is read: a file of 5 GB takes no
// memory. Two with another seed differ everywhere.
type Sound struct {
	Seed  uint64
	Bytes int64  // of the whole file, 44 at least
	Body  []byte // when not nil, the whole file, and the rest is not used
}

const tileBytes = 999_983 // a prime: an offset by whole pages or blocks shows

var tile = func() []byte {
	noise := rand.NewChaCha8([32]byte{1})
	b := make([]byte, tileBytes+1<<10)
	_, _ = noise.Read(b[:tileBytes])
	copy(b[tileBytes:], b)
	return b
}()

// Len is the length of the file.
func (s Sound) Len() int64 {
	if s.Body != nil {
		return int64(len(s.Body))
	}
	return s.Bytes
}

// ReadAt makes the bytes from an offset on.
func (s Sound) ReadAt(p []byte, off int64) (n int, err error) {
	if off >= s.Len() {
		return 0, io.EOF
	}
	if rest := s.Len() - off; int64(len(p)) > rest {
		p, err = p[:rest], io.EOF
	}
	if s.Body != nil {
		return copy(p, s.Body[off:]), err
	}
	for n < len(p) {
		at := (uint64(off) + uint64(n) + s.Seed*7919) % tileBytes
		n += copy(p[n:], tile[at:tileBytes])
	}
	header := s.header()
	if off < int64(len(header)) {
		copy(p, header[off:])
	}
	return n, err
}

// header is RIFF, fmt and data of 24-bit stereo at 48 kHz.
func (s Sound) header() []byte {
	h := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x80\xbb\x00\x00\x00\x65\x04\x00\x06\x00\x18\x00data\x00\x00\x00\x00")
	binary.LittleEndian.PutUint32(h[4:], uint32(s.Bytes-8))
	binary.LittleEndian.PutUint32(h[40:], uint32(s.Bytes-44))
	return h
}

// Reader reads the whole.
func (s Sound) Reader() *io.SectionReader { return io.NewSectionReader(s, 0, s.Len()) }

// SHA256, SHA1, MD5 and ContentHash are sums of the whole, in hexadecimal.
func (s Sound) SHA256() string { return s.sum(sha256.New()) }
func (s Sound) SHA1() string   { return s.sum(sha1.New()) }
func (s Sound) MD5() string    { return s.sum(md5.New()) }

func (s Sound) sum(h hash.Hash) string {
	_, _ = io.Copy(h, s.Reader())
	return hex.EncodeToString(h.Sum(nil))
}

// ContentHash is Dropbox's sum, written down from its description: the SHA-256
// of every 4 MiB, one after the other, and the SHA-256 of that.
func (s Sound) ContentHash() string {
	var sums []byte
	for at := int64(0); at < s.Len(); at += 4 << 20 {
		h := sha256.New()
		_, _ = io.Copy(h, io.NewSectionReader(s, at, min(4<<20, s.Len()-at)))
		sums = h.Sum(sums)
	}
	all := sha256.Sum256(sums)
	return hex.EncodeToString(all[:])
}

// Node is a file or a folder at a provider.
type Node struct {
	ID    string
	Name  string
	Sound Sound
	Below []*Node // of a folder
	Kind  string  // media type; "" is a file, or a folder when Dir

	Dir         bool
	ResourceKey string // Drive: must be sent along
	Target      *Node  // Drive: a shortcut to it
	Private     bool   // nobody may see it
	NoDownload  bool
	Refuse      string // Drive: the reason with which its bytes are refused
	Warn        bool   // Drive's pages: too large to be scanned
}

// File is a file of noise.
func File(id, name string, bytes int64) *Node {
	seed := uint64(0)
	for _, c := range id {
		seed = seed*31 + uint64(c)
	}
	return &Node{ID: id, Name: name, Sound: Sound{Seed: seed, Bytes: bytes}}
}

// Folder is a folder.
func Folder(id, name string, below ...*Node) *Node {
	return &Node{ID: id, Name: name, Dir: true, Below: below}
}

// find is the node with an id, in or below this one.
func (n *Node) find(id string) *Node {
	if n.ID == id {
		return n
	}
	for _, b := range n.Below {
		if found := b.find(id); found != nil {
			return found
		}
	}
	return nil
}

// at is the node at a path of names.
func (n *Node) at(parts []string) *Node {
	if len(parts) == 0 || parts[0] == "" {
		return n
	}
	for _, b := range n.Below {
		if b.Name == parts[0] {
			return b.at(parts[1:])
		}
	}
	return nil
}

// Files is how many files there are in and below.
func (n *Node) Files() int {
	if !n.Dir {
		return 1
	}
	sum := 0
	for _, b := range n.Below {
		sum += b.Files()
	}
	return sum
}

// Zip packs a folder, as providers do on the way out.
func Zip(n *Node) []byte {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	var walk func(n *Node, at string)
	walk = func(n *Node, at string) {
		for _, b := range n.Below {
			if b.Dir {
				walk(b, at+b.Name+"/")
				continue
			}
			f, err := w.CreateHeader(&zip.FileHeader{Name: at + b.Name, Method: zip.Store})
			if err != nil {
				panic(err) // a buffer takes everything
			}
			_, _ = io.Copy(f, b.Sound.Reader())
		}
	}
	walk(n, "")
	if err := w.Close(); err != nil {
		panic(err)
	}
	return buf.Bytes()
}
