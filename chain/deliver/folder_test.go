package deliver_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lathe/chain/deliver"
)

// A master whose peaks came out too high is cut again under the same name.
func TestAFileWrittenTwiceIsDeliveredOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	f, err := deliver.NewFolder(dir, "Song")
	if err != nil {
		t.Fatal(err)
	}
	name := f.MasterName("", ".wav")
	for _, text := range []string{"first", "second"} {
		file, err := f.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteString(text); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		if err := f.Finish(name, "wav"); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil || string(got) != "second" {
		t.Errorf("the folder holds %q (%v), want the second cut", got, err)
	}
	sums, _ := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if n := strings.Count(string(sums), name); n != 1 {
		t.Errorf("the sums name it %d times:\n%s", n, sums)
	}
}
