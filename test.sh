#!/bin/sh
# Everything that has to hold, on a machine that has Go and git and maybe
# nothing else: installs the programs our tests compare with, then formats,
# vets, lints and tests. Usage: ./test.sh
#
# LATHE_LONG makes tests take every case, where `go test ./...` takes the ones
# that differ most. LATHE_QUICK leaves out the race detector and the fuzzing.
#
# Real material is found in $LATHE_DATA or ../shared/data. Where it is there, a
# skipped test is a failure; where it is not, skipped tests are listed.
set -eu
cd "$(dirname "$0")"

say() { printf '\n== %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }

say "tools"
# wants PROGRAM PACKAGE... notes the packages of a program that is not here.
missing=""
packages=""
wants() {
	have "$1" && return
	missing="$missing $1"
	shift
	packages="$packages $*"
}
wants ffmpeg ffmpeg
wants flac flac
wants sox sox libsox-fmt-all
wants lame lame
wants oggenc vorbis-tools
wants opusenc opus-tools
wants node nodejs
wants npm npm
[ -n "${LATHE_CHROMIUM:-}" ] || [ "$(uname)" = Darwin ] || wants chromium chromium
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wants initdb postgresql # its programs are not on the PATH
if [ -n "$missing" ]; then
	sudo=""
	if [ "$(id -u)" != 0 ] && have sudo; then sudo=sudo; fi
	if have apt-get && { [ "$(id -u)" = 0 ] || [ -n "$sudo" ]; }; then
		$sudo apt-get update -qq
		DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $packages >/dev/null
	elif have brew; then
		brew install -q ffmpeg flac sox lame vorbis-tools opus-tools node postgresql@17
	else
		echo "cannot install:$missing (neither apt-get as root nor brew); tests that need them are skipped"
	fi
fi

# An S3 server over a folder, pinned, kept beside the build cache.
tools="$(go env GOCACHE)/lathe-tools"
PATH="$PATH:$tools"
export PATH
if ! have versitygw; then
	GOBIN="$tools" go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
fi

# The uploader that browsers use, for node: pinned, with every sum, beside the rest.
tusjs="$tools/tusjs"
if have npm && ! cmp -s internal/proof/testdata/tusjs/package-lock.json "$tusjs/package-lock.json"; then
	mkdir -p "$tusjs"
	cp internal/proof/testdata/tusjs/package.json internal/proof/testdata/tusjs/package-lock.json "$tusjs/"
	(cd "$tusjs" && npm ci --no-audit --no-fund --ignore-scripts --silent) || rm -f "$tusjs/package-lock.json"
fi

say "format"
unformatted=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$unformatted" ]; then
	echo "gofmt would change:" && echo "$unformatted" && exit 1
fi

say "pages"
go run -C tools ./webbuild -check

if have npm; then
	(cd studio/web/e2e && npm ci --no-audit --no-fund --ignore-scripts --silent && npm run --silent types)
fi

say "vet"
go vet ./...

say "staticcheck"
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

say "tests"
# How fast answers come is asked when no other test runs.
answers='^(TestThousandRequests|TestManySlowSockets|TestSlowCrowd)$'
pages='^TestPagesOnServers$' # its turn is among the browser's
LATHE_LONG=1 go test -json -skip "$answers|$pages" -timeout 40m ./... | go run ./internal/referee

say "answers in time"
LATHE_LONG=1 go test -json -p 1 -run "$answers" ./internal/proof ./studio/portal | go run ./internal/referee

say "numbers of the pages"
if have npm; then
	(cd studio/web/e2e && npm test --silent)
else
	echo "no node: what pages count was not tested"
	if [ -d "${LATHE_DATA:-../shared/data}" ]; then exit 1; fi # what CI does not run does not exist
fi

say "journeys in a browser"
if have node && [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
	echo "node is older than 20, which Playwright needs: nobody went through the pages"
elif have npm && [ -x "${LATHE_CHROMIUM:-/usr/bin/chromium}" ]; then
	(cd studio/web/e2e && npm run --silent journeys && npm run --silent sound && npm run --silent looks)
	LATHE_LONG=1 go test -json -run "$pages" ./internal/proof | go run ./internal/referee
else
	echo "no node or no Chromium: nobody went through the pages"
	if [ -d "${LATHE_DATA:-../shared/data}" ]; then exit 1; fi
fi

if [ "${LATHE_QUICK:-}" = "" ]; then
	# The race detector needs a C compiler.
	if have cc || have gcc || have clang; then
		say "tests with the race detector"
		# Where many things happen at once. Under it the chain takes ten times as long, and what
		# has to give up on slow servers, or on memory, gives up on itself.
		CGO_ENABLED=1 go test -race -short -skip '^TestHungryJob$' -timeout 40m ./chain/master ./studio ./studio/blob ./studio/door ./studio/jobs ./studio/portal ./studio/store
	else
		echo "no C compiler: the race detector was not run"
	fi
	say "fuzzing, a little"
	./fuzz.sh 5s
fi
say "all holds"
