package portal

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"hash/crc32"
	"net/http"
	"strings"
)

// metadata reads Upload-Metadata: pairs of a key and base64, apart by commas.
func metadata(header string) (map[string]string, error) {
	bad := &tusError{http.StatusBadRequest, "Upload-Metadata cannot be read: want KEY BASE64 pairs, apart by commas"}
	out := map[string]string{}
	if strings.TrimSpace(header) == "" {
		return out, nil
	}
	for _, pair := range strings.Split(header, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
		_, twice := out[key]
		if key == "" || err != nil || twice {
			return nil, bad
		}
		out[key] = string(text)
	}
	return out, nil
}

// checksum reads Upload-Checksum: what makes the sum, and what it has to be.
// Without the header there is none.
func checksum(header string) (sum hash.Hash, want string, err error) {
	if header == "" {
		return nil, "", nil
	}
	name, text, _ := strings.Cut(strings.TrimSpace(header), " ")
	switch name {
	case "sha1":
		sum = sha1.New()
	case "sha256":
		sum = sha256.New()
	case "md5":
		sum = md5.New()
	case "crc32c":
		sum = crc32.New(crc32.MakeTable(crc32.Castagnoli))
	default:
		return nil, "", &tusError{http.StatusBadRequest, "the checksum's algorithm is none of sha1, sha256, md5, crc32c"}
	}
	value, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(value) != sum.Size() {
		return nil, "", &tusError{http.StatusBadRequest, "Upload-Checksum cannot be read: want ALGORITHM BASE64"}
	}
	return sum, string(value), nil
}
