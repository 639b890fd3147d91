package cloud

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"net/http"
	"strings"
)

// Sum is what a provider says about all bytes of a file.
type Sum struct {
	Kind string `json:"kind"` // sha256, dropbox, sha1, md5; the first is the strongest
	Hex  string `json:"hex"`
}

// sumKinds are the sums that can be made, strongest first.
var sumKinds = []struct {
	kind string
	make func() hash.Hash
}{
	{"sha256", sha256.New}, {"dropbox", newContentHash}, {"sha1", sha1.New}, {"md5", md5.New},
}

// strongest picks the sum to verify with, and its hash; ok is false when there
// is none that is known and well formed.
func strongest(sums []Sum) (want Sum, h hash.Hash, ok bool) {
	for _, k := range sumKinds {
		for _, s := range sums {
			if s.Kind != k.kind {
				continue
			}
			h := k.make()
			if raw, err := hex.DecodeString(s.Hex); err == nil && len(raw) == h.Size() {
				return Sum{s.Kind, strings.ToLower(s.Hex)}, h, true
			}
		}
	}
	return Sum{}, nil, false
}

// contentHash is Dropbox's: SHA-256 of the SHA-256 of every block of 4 MiB.
type contentHash struct {
	whole, block hash.Hash
	inBlock      int
}

const contentBlock = 4 << 20

func newContentHash() hash.Hash { return &contentHash{whole: sha256.New(), block: sha256.New()} }

func (c *contentHash) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		take := min(len(p), contentBlock-c.inBlock)
		c.block.Write(p[:take])
		c.inBlock += take
		p = p[take:]
		if c.inBlock == contentBlock {
			c.whole.Write(c.block.Sum(nil))
			c.block.Reset()
			c.inBlock = 0
		}
	}
	return n, nil
}

// Sum appends the sum of what was written, and ends the last block, which is
// not full: nothing is written after it.
func (c *contentHash) Sum(b []byte) []byte {
	if c.inBlock > 0 {
		c.whole.Write(c.block.Sum(nil))
		c.block.Reset()
		c.inBlock = 0
	}
	return c.whole.Sum(b)
}

func (c *contentHash) Reset()         { c.whole.Reset(); c.block.Reset(); c.inBlock = 0 }
func (c *contentHash) Size() int      { return sha256.Size }
func (c *contentHash) BlockSize() int { return sha256.BlockSize }

// headerSums reads what an answer says about its whole file: Repr-Digest (RFC
// 9530), and Content-MD5 of an answer that is the whole.
func headerSums(h http.Header, whole bool) (sums []Sum) {
	for _, item := range strings.Split(h.Get("Repr-Digest"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(item), "=")
		kind := map[string]string{"sha-256": "sha256", "sha": "sha1", "md5": "md5"}[strings.ToLower(name)]
		if raw, err := base64.StdEncoding.DecodeString(strings.Trim(value, ":")); err == nil && kind != "" {
			sums = append(sums, Sum{kind, hex.EncodeToString(raw)})
		}
	}
	if raw, err := base64.StdEncoding.DecodeString(h.Get("Content-MD5")); err == nil && len(raw) == md5.Size && whole {
		sums = append(sums, Sum{"md5", hex.EncodeToString(raw)})
	}
	return sums
}
