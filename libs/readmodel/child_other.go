//go:build !linux

package readmodel

import "syscall"

// dieWithUs can ask for nothing here: only Linux kills a child with its parent.
func dieWithUs() *syscall.SysProcAttr { return nil }
