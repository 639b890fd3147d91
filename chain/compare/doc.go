// Package compare sets the master beside the rough mix and the references: at
// equal loudness, band by band, in numbers and in a few plain sentences.
//
// It does not say which is better. It says what is different, and by how much.
package compare
