package cloud

import "os/exec"

// Variable is one word of the environment by which an operator is known to the
// providers. Keys are given there and not on the command line, which others on
// the machine can read.
type Variable struct {
	Name, What string
	set        func(s *Settings, value string)
}

// Variables are all that [Environment] reads.
var Variables = []Variable{
	{"LATHE_GDRIVE_KEY", "API key for Google Drive: reads what anyone with the link may see", func(s *Settings, v string) { s.Drive.Key = v }},
	{"LATHE_GDRIVE_TOKEN", "access token for Google Drive, instead of a key; lives for an hour", func(s *Settings, v string) { s.Drive.OAuth.AccessToken = v }},
	{"LATHE_GDRIVE_REFRESH_TOKEN", "refresh token for Google Drive, with the two below", func(s *Settings, v string) { s.Drive.OAuth.RefreshToken = v }},
	{"LATHE_GDRIVE_CLIENT_ID", "the client that the refresh token was given to", func(s *Settings, v string) { s.Drive.OAuth.ClientID = v }},
	{"LATHE_GDRIVE_CLIENT_SECRET", "its secret", func(s *Settings, v string) { s.Drive.OAuth.ClientSecret = v }},
	{"LATHE_GDRIVE_PAGES", "\"on\": without a key, read the pages that browsers get", func(s *Settings, v string) { s.Drive.NoKey = v == "on" }},
	{"LATHE_DROPBOX_TOKEN", "access token for Dropbox; lives for some hours", func(s *Settings, v string) { s.Dropbox.OAuth.AccessToken = v }},
	{"LATHE_DROPBOX_REFRESH_TOKEN", "refresh token for Dropbox, with the two below", func(s *Settings, v string) { s.Dropbox.OAuth.RefreshToken = v }},
	{"LATHE_DROPBOX_APP_KEY", "key of a Dropbox app: sizes and sums before fetching, passwords", func(s *Settings, v string) { s.Dropbox.AppKey, s.Dropbox.OAuth.ClientID = v, v }},
	{"LATHE_DROPBOX_APP_SECRET", "its secret", func(s *Settings, v string) { s.Dropbox.AppSecret, s.Dropbox.OAuth.ClientSecret = v, v }},
}

// PasswordVariable is the environment's word for a link's password.
const PasswordVariable = "LATHE_LINK_PASSWORD"

// Environment is what the environment says about the operator. Which remotes of
// an rclone links may lead to is left to the caller.
func Environment(get func(name string) string) Settings {
	var s Settings
	for _, v := range Variables {
		if value := get(v.Name); value != "" {
			v.set(&s, value)
		}
	}
	if program, err := exec.LookPath("rclone"); err == nil {
		s.Rclone.Program = program
	}
	return s
}
