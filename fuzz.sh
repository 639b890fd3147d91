#!/bin/sh
# Fuzzes every target for a while: ./fuzz.sh 10m
set -eu
cd "$(dirname "$0")"
for dir in $(git ls-files '*_test.go' | xargs grep -l '^func Fuzz' | xargs -n1 dirname | sort -u); do
	for target in $(grep -ho '^func Fuzz[A-Za-z0-9_]*' "$dir"/*_test.go | sed 's/func //'); do
		echo "fuzz $dir $target ${1:-10s}"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${1:-10s}" -fuzzminimizetime 1x "./$dir"
	done
done
