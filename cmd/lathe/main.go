// Command lathe masters songs from their stems.
package main

import (
	"os"

	"lathe/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
