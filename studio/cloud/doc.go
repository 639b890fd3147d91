// Package cloud turns a share link into a folder of stems.
//
//	Recognise   text           -> Share     whose link is it? no network
//	List        Share          -> Listing   names, sizes, what is ignored and why
//	Fetch       Share, Listing -> folder    resumed, verified, unpacked, renamed into place
//
// Every provider is a [Source] in a file of its own: gdrive.go, dropbox.go,
// wetransfer.go, https.go, and rclone.go for whatever rclone reaches. All of
// them share one way to the network (gate.go, line.go), one way to move bytes
// (transfer.go) and one list of sentences for what can go wrong (sentences.go).
//
// # What is promised
//
// Nothing is taken for a file unless it is whole: a sum that the provider
// names is compared, else a sum in the answer's headers, else the sums inside
// a zip, else at least the length. A link leads only to public addresses, at
// every hop and for every connection. Direct addresses live as long as one
// request; keys, passwords and links are never in an error's text.
//
// Sizes are bytes, -1 where the provider does not say. Errors of use to an
// artist are [Trouble]; they say what to change on the provider's side.
//
// # References
//
//   - RFC 9110 sections 13 and 14: conditional and range requests
//   - RFC 6266, RFC 8187: Content-Disposition; RFC 9530: Repr-Digest
//   - IANA IPv4 and IPv6 Special-Purpose Address Registries
package cloud
