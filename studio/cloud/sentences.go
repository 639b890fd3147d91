package cloud

import "strings"

// sentence is what an artist reads: what happened, and what to change on the
// provider's side.
func (t *Trouble) sentence() string {
	text := sentences[t.Source][t.Kind]
	if text == "" {
		text = plain[t.Kind]
	}
	name := titles[t.Source]
	if name == "" || t.Source == httpsName || t.Source == rcloneName {
		name = "The server"
	}
	text = strings.NewReplacer("{provider}", name, "{when}", waiting(t.After), "{detail}", t.Detail).Replace(text)
	if t.File != "" {
		return t.File + ": " + text
	}
	return text
}

// plain are the sentences that hold for every provider.
var plain = map[Kind]string{
	NotALink:      "This is no link; paste the whole of it, from https:// to the end.",
	Insecure:      "This link starts with http:// and anybody on the way could change the stems; use the https:// link.",
	Unsupported:   "Links like this are not understood; share the stems with Google Drive or Dropbox, or send a zip.",
	SwitchedOff:   "Links of this kind are switched off here; download the files yourself and send them as a zip.",
	NoKey:         "This studio cannot read links of {provider} yet; download the files yourself and send them as a zip.",
	BadKey:        "{provider} does not accept this studio's key; the operator has to renew it. Meanwhile, download the files yourself and send them as a zip.",
	NotFound:      "{provider} has nothing at this link; check that it is complete and that the file is still there.",
	NotPublic:     "{provider} does not let us in; share it so that anyone with the link can see it, and send the new link.",
	NeedsPassword: "This link has a password; send it along with the link.",
	WrongPassword: "The password does not open this link; check it and send it again.",
	Expired:       "This link has expired; make a new one and send it.",
	Pending:       "{provider} is still preparing these files; try again {when}.",
	Quota:         "{provider} has paused downloads of this file because it was fetched too often; try again {when}, or share a fresh copy.",
	RateLimited:   "{provider} asks us to slow down; try again {when}.",
	Abusive:       "{provider} marks this file as harmful and does not hand it out; upload the stems again as new files.",
	NoDownload:    "Downloading is switched off for this link; allow it in the sharing settings and try again.",
	NotAudio:      "This is a page or a document, not audio; share the exported stems (WAV, AIFF or FLAC) or a zip of them.",
	Nothing:       "There is no audio behind this link; share the folder that holds the exported stems (WAV, AIFF or FLAC).",
	TooLarge:      "This is larger than the {detail} that are taken; export the song's stems alone, or as FLAC.",
	TooMany:       "There are more than {detail} files behind this link; share the folder of one song.",
	TooSlow:       "The files did not arrive within {detail}; try again, or send them another way.",
	Changed:       "The file was changed while it was fetched; wait until the upload has finished and try again.",
	Damaged:       "The file arrives damaged every time; upload it again and try once more.",
	BadArchive:    "The archive cannot be taken: {detail}.",
	NoRoom:        "There is not enough room on the disk for these files: {detail}.",
	Network:       "{provider} cannot be reached, or broke off too often; check that the link leads to a public server and try again.",
}

// sentences are those that know a provider's own words.
var sentences = map[string]map[Kind]string{
	driveName: {
		NoKey:       "This studio has no key for Google Drive; download the folder in Drive (it comes as a zip) and send that.",
		NotFound:    "Google Drive shows us nothing here: in Drive, open Share, set General access to \"Anyone with the link\" as Viewer, and send the link again.",
		NotPublic:   "Google Drive asks for a login: in Drive, open Share, set General access to \"Anyone with the link\" as Viewer, and send the link again.",
		Quota:       "Google Drive has paused downloads of this file for up to 24 hours because it was fetched too often; make a copy of it in Drive and share the copy, or try again tomorrow.",
		Abusive:     "Google Drive marks this file as malware or spam and does not hand it out; upload the stems to Drive again as new files.",
		NoDownload:  "The owner does not allow downloads: in Drive, open Share, the gear, and switch on downloading for viewers.",
		NotAudio:    "This is a Google document, not audio; share the Drive folder that holds the exported stems (WAV, AIFF or FLAC).",
		Unsupported: "This Google Drive link names no file or folder; in Drive, right-click the folder of stems, choose Share and Copy link, and send that.",
	},
	dropboxName: {
		NoKey:         "This Dropbox link has a password, which this studio cannot give: switch it off in the link's settings, or download the files and send them as a zip.",
		NotFound:      "Dropbox has nothing at this link: it was deleted or is incomplete; in Dropbox, choose Share and Copy link, and send the new link.",
		NotPublic:     "Dropbox does not let us in: if the link has a password, send it along; else set \"Who has access\" to \"Anyone with this link\" in the link's settings and send the whole link again, with everything after the ?.",
		NeedsPassword: "This Dropbox link has a password: send it along, or switch it off in the link's settings.",
		WrongPassword: "Dropbox does not take this password for the link: check it, or switch it off in the link's settings.",
		Expired:       "This Dropbox link has expired: in the link's settings, remove the expiry date or make a new link, and send it.",
		Quota:         "Dropbox has paused this link because it was fetched too often; share the stems with a new link, or try again tomorrow.",
		NoDownload:    "Downloads are switched off for this Dropbox link: in the link's settings, switch off \"Disable downloads\".",
		NotAudio:      "Dropbox shows a page instead of a file here; in Dropbox, choose Share and Copy link on the folder of stems, and send that link.",
		Unsupported:   "This is a page of Dropbox and no shared file; in Dropbox, choose Share and Copy link on the folder of stems, and send that link.",
	},
	wetransferName: {
		SwitchedOff:   "That is a WeTransfer link. WeTransfer asks that people, not programs, fetch its files: please press Download there and send us the zip as it is.",
		NotFound:      "WeTransfer does not know this transfer: check that the link is complete, or send the files once more.",
		NotPublic:     "This transfer is open to its recipients only: in WeTransfer, choose \"Get transfer link\" instead of sending an email, and send us that link.",
		Expired:       "This WeTransfer transfer has expired (free ones live for 3 days): send the files once more and paste the new link.",
		NeedsPassword: "This WeTransfer transfer has a password: send it along with the link.",
		WrongPassword: "WeTransfer does not take this password: check it and send it again.",
		Pending:       "WeTransfer is still packing this transfer; try again {when}.",
		Unsupported:   "This is a page of WeTransfer and no transfer; paste the link that ends the upload (we.tl/t-...).",
	},
	httpsName: {
		NotPublic: "The server does not let us in: the link needs a login, or it was signed for a short time only; make a link that opens in a private browser window.",
		Expired:   "This link was signed for a short time, and that has passed; make a new one and send it.",
		NotAudio:  "This link shows a page, not a file; send the link that starts the download itself, to a WAV, AIFF, FLAC or zip.",
	},
	rcloneName: {
		NoKey:       "This studio has no rclone, so links that start with rclone: cannot be read.",
		NotPublic:   "This remote is not one that this studio opens; send a link of Google Drive or Dropbox, or a zip.",
		NotFound:    "rclone finds nothing there; check the name of the remote and the path.",
		Network:     "rclone could not finish; check that the remote is set up and that the path is right (rclone lsf shows it).",
		Unsupported: "A link for rclone is rclone:remote:path, with the name of a remote that is set up.",
	},
}
