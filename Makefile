# Everything here is also one command without make; see README.md.
.PHONY: check test bench faults fuzz

check test: ## the gate: format, vet, staticcheck, tests, race, a little fuzzing
	./test.sh

bench: ## whole masters and every meter and processor, as a table
	go run ./bench

faults: ## what the check finds of known harm, by kind and code
	go run ./bench/faults

fuzz: ## ten minutes on every target
	./fuzz.sh 10m
