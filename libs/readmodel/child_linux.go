package readmodel

import "syscall"

// dieWithUs has the kernel kill the child when we are gone, however we went, and
// keeps a terminal's interrupt from reaching the child before us.
func dieWithUs() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
