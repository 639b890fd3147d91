package cloud_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lathe/studio/cloud"
	"lathe/studio/cloud/cloudtest"
)

// madeRclone is a program that answers as rclone does: lsjson and cat of a
// remote named studio. It stops in the middle of a file until it has been asked
// to go on from there.
func madeRclone(args []string) int {
	remote := args[len(args)-1]
	node := dropboxSong("song")
	switch {
	case !strings.HasPrefix(remote, "studio:"):
		fmt.Fprintln(os.Stderr, "Failed to create file system: didn't find section in config file")
		return 1
	case strings.HasPrefix(remote, "studio:gone"):
		fmt.Fprintln(os.Stderr, "directory not found")
		return 3
	case strings.HasPrefix(remote, "studio:broken") && args[0] == "lsjson":
		fmt.Println("[{")
		return 0
	case args[0] == "lsjson":
		list := []map[string]any{}
		for _, n := range node.Below {
			if !n.Dir {
				list = append(list, map[string]any{"Path": n.Name, "Name": n.Name, "Size": n.Sound.Len(), "IsDir": false, "Hashes": map[string]string{"md5": n.Sound.MD5()}})
			}
		}
		_ = json.NewEncoder(os.Stdout).Encode(list)
		return 0
	}
	from, err := strconv.ParseInt(args[slices.Index(args, "--offset")+1], 10, 64)
	if err != nil || args[0] != "cat" {
		return 2
	}
	for _, n := range node.Below {
		if strings.HasSuffix(remote, "/"+n.Name) {
			_, _ = io.Copy(os.Stdout, io.NewSectionReader(n.Sound, from, 1700))
			if from == 0 {
				fmt.Fprintln(os.Stderr, "connection reset by peer")
				return 5
			}
			return 0
		}
	}
	return 3
}

func rcloneDesk(t *testing.T, remotes ...string) *cloud.Desk {
	t.Setenv("LATHE_CLOUD_TEST_AS", "rclone")
	limits := cloud.DefaultLimits()
	limits.Stall = 10 * time.Second
	return cloud.NewDesk(cloud.Settings{
		Limits: limits, Rclone: cloud.RcloneSettings{Program: os.Args[0], Remotes: remotes},
		Transport: &cloudtest.World{}, Chance: func() float64 { return -0.49 },
	})
}

func TestRclone(t *testing.T) {
	d := rcloneDesk(t, "studio")
	folder, got, err := fetch(t, d, "rclone:studio:songs/Billie Jean", "")
	want := slices.DeleteFunc(slices.Clone(songFiles), func(name string) bool { return strings.Contains(name, "/") })
	if err != nil || !slices.Equal(names(folder), want) || got.Again != 0 {
		t.Fatalf("the folder has %q, want %q; %d bytes came twice; %v", names(folder), want, got.Again, err)
	}
	sums := map[string]bool{}
	for _, n := range dropboxSong("song").Below {
		sums[n.Sound.SHA256()] = true
	}
	for _, f := range got.Files {
		if f.Verified != "md5" || !sums[f.SHA256] || folder[f.Name] != f.SHA256 {
			t.Errorf("%s is %s, verified by %q", f.Name, f.SHA256, f.Verified)
		}
	}
}

func TestRcloneRefusals(t *testing.T) {
	for _, tt := range []struct {
		about, link string
		remotes     []string
		want        cloud.Kind
	}{
		{"a remote that is not opened", "rclone:private:x", []string{"studio"}, cloud.NotPublic},
		{"a remote made up on the spot", "rclone::sftp,host=10.0.0.1:x", []string{"*"}, cloud.Unsupported},
		{"a flag", "rclone:--config=/etc/x:y", []string{"*"}, cloud.Unsupported},
		{"a way out of the folder", "rclone:studio:songs/../..", []string{"studio"}, cloud.Unsupported},
		{"no path of a remote", "rclone:studio", []string{"studio"}, cloud.Unsupported},
		{"nothing there", "rclone:studio:gone", []string{"studio"}, cloud.NotFound},
		{"a remote that is not set up", "rclone:other:x", []string{"*"}, cloud.NotFound},
	} {
		t.Run(tt.about, func(t *testing.T) {
			if _, _, err := fetch(t, rcloneDesk(t, tt.remotes...), tt.link, ""); cloud.KindOf(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	path := "studio:Songs #1/What?/100% 'live'"
	if s, err := rcloneDesk(t, "studio").Recognise("rclone:" + path); err != nil || s.ID != path {
		t.Errorf("the path is %q (%v), want it as it was written: %q", s.ID, err, path)
	}
	none := cloud.NewDesk(cloud.Settings{Transport: &cloudtest.World{}})
	if _, _, err := fetch(t, none, "rclone:studio:songs", ""); cloud.KindOf(err) != cloud.NoKey {
		t.Errorf("without the program: %v, want %s", err, cloud.NoKey)
	}
}
