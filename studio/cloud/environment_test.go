package cloud_test

import (
	"strings"
	"testing"

	"lathe/studio/cloud"
)

// Every variable is heard, and turns up where a provider looks for it.
func TestEnvironment(t *testing.T) {
	env := map[string]string{}
	for _, v := range cloud.Variables {
		env[v.Name] = "is-" + strings.ToLower(v.Name)
		if v.What == "" {
			t.Errorf("%s is not explained", v.Name)
		}
	}
	env["LATHE_GDRIVE_PAGES"] = "on"
	got := cloud.Environment(func(name string) string { return env[name] })
	wantDrive := cloud.DriveSettings{Key: "is-lathe_gdrive_key", NoKey: true, OAuth: cloud.Grant{
		ClientID: "is-lathe_gdrive_client_id", ClientSecret: "is-lathe_gdrive_client_secret",
		RefreshToken: "is-lathe_gdrive_refresh_token", AccessToken: "is-lathe_gdrive_token",
	}}
	wantDropbox := cloud.DropboxSettings{AppKey: "is-lathe_dropbox_app_key", AppSecret: "is-lathe_dropbox_app_secret", OAuth: cloud.Grant{
		ClientID: "is-lathe_dropbox_app_key", ClientSecret: "is-lathe_dropbox_app_secret",
		RefreshToken: "is-lathe_dropbox_refresh_token", AccessToken: "is-lathe_dropbox_token",
	}}
	if got.Drive != wantDrive || got.Dropbox != wantDropbox || got.WeTransfer || got.Transport != nil || got.Endpoints != (cloud.Endpoints{}) {
		t.Errorf("the environment says %+v", got)
	}
	if none := cloud.Environment(func(string) string { return "" }); none.Drive != (cloud.DriveSettings{}) || none.Dropbox != (cloud.DropboxSettings{}) {
		t.Errorf("an empty environment says %+v", none)
	}
}
