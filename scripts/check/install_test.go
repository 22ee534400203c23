package check

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Debian's own tools are stood in for: what is tested is what they are asked.
func TestInstall(t *testing.T) {
	t.Run("asks for nothing when everything is there", func(t *testing.T) {
		m := newMachine(t)
		m.tool("redis-server", "")
		m.tool("dpkg-query", "echo install ok installed")
		m.wantInstall(true, "redis-server=redis-server", "fonts-dejavu-core")
		m.wantAsked()
	})
	t.Run("installs what is missing, and says why", func(t *testing.T) {
		m := newMachine(t)
		m.tool("redis-server", "")
		m.tool("apt-get", m.note("apt-get"))
		said := m.wantInstall(true, "redis-server=redis-server", "chromium=chromium-browser", "fonts-dejavu-core")
		m.wantAsked("apt-get install -y -q --no-install-recommends chromium-browser fonts-dejavu-core")
		if !strings.Contains(said, "no chromium here") || !strings.Contains(said, "fonts-dejavu-core is not installed") {
			t.Errorf("it said: %s", said)
		}
	})
	t.Run("fetches package lists once when the first try fails", func(t *testing.T) {
		m := newMachine(t)
		m.tool("apt-get", m.note("apt-get")+"\n"+`case $1 in update) : >"$0.fresh" ;; *) [ -e "$0.fresh" ] ;; esac`)
		m.wantInstall(true, "chromium=chromium")
		m.wantAsked("apt-get install -y -q --no-install-recommends chromium", "apt-get update -q",
			"apt-get install -y -q --no-install-recommends chromium")
	})
	t.Run("fails when it cannot be installed", func(t *testing.T) {
		m := newMachine(t)
		m.tool("apt-get", "[ $1 = update ]")
		m.wantInstall(false, "chromium=chromium")
	})
	t.Run("uses sudo when it is not root", func(t *testing.T) {
		m := newMachine(t)
		m.tool("id", "echo 1000")
		m.tool("apt-get", "exit 0")
		m.tool("sudo", m.note("sudo")+"\n"+`"$@"`)
		m.wantInstall(true, "chromium=chromium")
		m.wantAsked("sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium")
	})
	t.Run("says what to do without sudo, and without apt-get", func(t *testing.T) {
		m := newMachine(t)
		if said := m.wantInstall(false, "chromium=chromium"); !strings.Contains(said, "own means: chromium") {
			t.Errorf("it said: %s", said)
		}
		m.tool("apt-get", m.note("apt-get"))
		m.tool("id", "echo 1000")
		if said := m.wantInstall(false, "chromium=chromium"); !strings.Contains(said, "ask for: chromium") {
			t.Errorf("it said: %s", said)
		}
		m.wantAsked()
	})
}

// machine is a path with a few tools on it.
type machine struct {
	t         *testing.T
	bin, asks string
}

func newMachine(t *testing.T) machine {
	t.Helper()
	m := machine{t: t, bin: t.TempDir(), asks: filepath.Join(t.TempDir(), "asks")}
	for _, name := range []string{"env", "grep", "sh"} {
		real, err := exec.LookPath(name)
		if err == nil {
			err = os.Symlink(real, filepath.Join(m.bin, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	m.tool("id", "echo 0")
	m.tool("dpkg-query", "exit 1")
	return m
}

func (m machine) tool(name, script string) {
	m.t.Helper()
	if err := os.WriteFile(filepath.Join(m.bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		m.t.Fatal(err)
	}
}

// note is a script line that keeps what a tool was asked.
func (m machine) note(name string) string { return `echo "` + name + ` $*" >>'` + m.asks + `'` }

// wantInstall runs scripts/install/apt on the machine and returns what it said.
func (m machine) wantInstall(success bool, packages ...string) string {
	m.t.Helper()
	script, err := os.ReadFile(filepath.Join(repoRoot(m.t), "scripts", "install", "apt"))
	if err != nil {
		m.t.Fatal(err)
	}
	// The folders that the script adds would bring the real machine's tools in.
	alone := strings.Replace(string(script), "PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin", "", 1)
	cmd := exec.Command("/bin/sh", append([]string{"-c", alone, "apt"}, packages...)...)
	cmd.Env = []string{"PATH=" + m.bin}
	said, err := cmd.CombinedOutput()
	if (err == nil) != success {
		m.t.Errorf("%v: %v\n%s", packages, err, said)
	}
	return string(said)
}

func (m machine) wantAsked(want ...string) {
	m.t.Helper()
	data, err := os.ReadFile(m.asks)
	if err != nil && !os.IsNotExist(err) {
		m.t.Fatal(err)
	}
	if got := strings.TrimSpace(string(data)); got != strings.Join(want, "\n") {
		m.t.Errorf("it asked for:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}
