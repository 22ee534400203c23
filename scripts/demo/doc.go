// Command demo writes one made-up working day of child welfare notifications as
// a CSV file to standard output; package day says what is in it.
//
//	go run ./scripts/demo --date 2026-11-23 --seed 1 --rows 920 --area "" > day.csv
package main
