package studio

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
)

// ID is who or what something is: 26 letters and digits.
type ID string

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewID makes an identity from 128 random bits.
func NewID() ID {
	var b [16]byte
	rand.Read(b[:])
	return ID(letters.EncodeToString(b[:]))
}

// Secret is what a token or link proves itself with. It prints as dots, so it
// reaches no log by accident; Reveal is the one way to read it.
type Secret string

// NewSecret makes a secret from 256 random bits. The head says what it is for:
// "lathe_" tokens, "link_" links.
func NewSecret(head string) Secret {
	var b [32]byte
	rand.Read(b[:])
	return Secret(head + letters.EncodeToString(b[:]))
}

// String hides the secret.
func (Secret) String() string { return "..." }

// GoString hides the secret.
func (Secret) GoString() string { return "..." }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte("..."), nil }

// Reveal is the secret itself, for the one person it is made for.
func (s Secret) Reveal() string { return string(s) }

// Sum is what a store keeps of a secret. 256 random bits need no salt.
func (s Secret) Sum() string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
