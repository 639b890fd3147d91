# Everything here is also one command without make; see README.md.
.PHONY: check test bench fuzz

check test: ## the gate: format, vet, staticcheck, tests, race, a little fuzzing
	./test.sh

bench: ## whole masters and every meter and processor, as a table
	go run ./bench

fuzz: ## ten minutes on every target
	./fuzz.sh 10m
