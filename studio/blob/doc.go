// Package blob keeps the studio's bytes: on local files, or on S3.
//
//	Folder   whole/ab/abcd...   written aside, synced, renamed, the folder synced
//	         growing/ID         appended to; its length is the truth
//	Bucket   whole/abcd...      one object
//	         growing/ID/N       pieces of a few MiB, named by where they begin
//
// A whole blob is named by the SHA-256 of what is in it, so the same bytes are
// kept once and a copy can be checked anywhere. Both are held to the contract
// of package blobtest.
//
// A full disk is a NoRoom [studio.Error]. An error of sync is the end of the
// file it happened to: what the disk then has is not known.
package blob
