package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() { os.Exit(run()) }

func run() int {
	root, err := repository()
	if err == nil {
		err = write(root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "apidocs:", err)
		return 1
	}
	return 0
}

// repository is the folder of go.work, at or above the present one.
func repository() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.work")); missing == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			err = fmt.Errorf("no go.work at or above the present folder")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// folder is where the documents lie.
const folder = "docs/api"

// write writes the documents below root, the folder of go.work.
func write(root string) error {
	made, err := documents(root)
	if err != nil {
		return err
	}
	for name, content := range made {
		if err := os.WriteFile(filepath.Join(root, folder, name), content, 0o644); err != nil {
			return fmt.Errorf("write the document: %w", err)
		}
		fmt.Println("wrote", filepath.Join(folder, name))
	}
	return nil
}

// documents makes every document, by file name.
func documents(root string) (map[string][]byte, error) {
	made := map[string][]byte{}
	s := newSources(root)
	for name, make := range map[string]func(*sources) (object, error){"openapi.json": openAPI, "asyncapi.json": asyncAPI} {
		d, err := make(s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if made[name], err = document(d); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return made, nil
}
