#!/bin/sh
# Fuzzes every target for a while: ./fuzz.sh 10m
set -eu
cd "$(dirname "$0")"
told=$(mktemp -d)
trap 'rm -rf "$told"' EXIT

# fuzz DIR TARGET TIME leaves how it ended in $told/ended, and what was said in $told/said.
fuzz() {
	echo "fuzz $1 $2 $3"
	{
		ended=0
		go test -run '^$' -fuzz "^$2\$" -fuzztime "$3" -fuzzminimizetime 1x "./$1" || ended=$?
		echo "$ended" >"$told/ended"
	} 2>&1 | tee "$told/said"
	[ "$(cat "$told/ended")" = 0 ]
}

# late says whether all that was wrong is that go test took the end of its own time
# for a failure, as it may before Go 1.27 (go.dev/issue/75804): nothing was found.
late() {
	grep -q '^    context deadline exceeded$' "$told/said" && ! grep -Eq 'Failing input|panic|_test\.go:' "$told/said"
}

for dir in $(git ls-files '*_test.go' | xargs grep -l '^func Fuzz' | xargs -n1 dirname | sort -u); do
	for target in $(grep -ho '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go | sed 's/func //'); do
		fuzz "$dir" "$target" "${1:-10s}" && continue
		late || exit 1
		echo "go test was late to stop; once more"
		fuzz "$dir" "$target" "${1:-10s}"
	done
done
