package check

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// eachLine calls f for every line of every text that want takes.
func (t *tree) eachLine(want func(path string) bool, f func(at, line string)) {
	for p, text := range t.texts {
		if !want(p) {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			f(place(p, i), line)
		}
	}
}

func isTest(p string) bool {
	return strings.HasSuffix(p, "_test.go") || strings.Contains("/"+p, "/testdata/")
}

var machinePath = regexp.MustCompile(`(^|[^A-Za-z0-9_.\-/])/(work|root|tmp)/`)

func noMachinePaths(t *tree) (bad []found) {
	t.eachLine(func(p string) bool { return !isTest(p) }, func(at, line string) {
		if m := machinePath.FindString(line); m != "" {
			bad = append(bad, found{at, "names a path of one machine"})
		}
	})
	return bad
}

func noRegistries(t *tree) (bad []found) {
	hosts := regexp.MustCompile(`(?i)\b(` + strings.Join(registryHosts(), "|") + `)\b`)
	t.eachLine(func(string) bool { return true }, func(at, line string) {
		if hosts.MatchString(line) {
			bad = append(bad, found{at, "names a package registry's host"})
		}
	})
	return bad
}

// registryHosts puts the names together, so that this file does not hold them.
func registryHosts() []string {
	var hosts []string
	for domain, names := range map[string][]string{
		`golang\.org`: {"proxy", "sum"}, `npmjs\.org`: {"registry"}, `debian\.org`: {"deb", "security", "ftp"},
		`crates\.io`: {"static", "index"}, `pypi\.org`: {"files"},
	} {
		for _, name := range names {
			hosts = append(hosts, name+`\.`+domain)
		}
	}
	return hosts
}

// identityCode is the shape of a Finnish identity code: ddmmyy, the sign of the
// century, the individual number, the check character.
var identityCode = regexp.MustCompile(`\b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[-+A-FU-Y](\d{3})[0-9A-Y]\b`)

// publicSample is the code that the authorities print in their instructions. It
// may stand with a wrong check character too, which makes it nobody's.
const publicSample = "131052-308T"

func onlyArtificialPeople(t *tree) (bad []found) {
	t.eachLine(func(p string) bool { return path.Base(p) != "go.sum" }, func(at, line string) {
		for _, m := range identityCode.FindAllStringSubmatch(line, -1) {
			artificial := m[1] >= "900" || m[1] < "002" // nobody is ever given these
			if !artificial && m[0][:len(m[0])-1] != publicSample[:len(publicSample)-1] {
				bad = append(bad, found{at, "has what may be a living person's identity code"})
			}
		}
	})
	return bad
}

var (
	inlineLink = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?(?:\s+["'][^)]*)?\)`)
	labelLink  = regexp.MustCompile(`^\s{0,3}\[[^\]]+\]:\s+(\S+)`)
	otherSite  = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*:|//|#)`)
	codeSpan   = regexp.MustCompile("`[^`]*`")
)

func linksResolve(t *tree) (bad []found) {
	for p, text := range t.texts {
		if path.Ext(p) != ".md" {
			continue
		}
		prose, _ := splitCode(text)
		for i, line := range prose {
			links := inlineLink.FindAllStringSubmatch(codeSpan.ReplaceAllString(line, ""), -1)
			for _, link := range append(links, labelLink.FindAllStringSubmatch(line, -1)...) {
				if !otherSite.MatchString(link[1]) && !t.exists(p, link[1]) {
					bad = append(bad, found{place(p, i), "links to " + link[1] + ", which is not there"})
				}
			}
		}
	}
	return bad
}

func (t *tree) exists(from, link string) bool {
	target, _, _ := strings.Cut(link, "#")
	target, err := url.PathUnescape(target)
	if err != nil {
		return false
	}
	if !strings.HasPrefix(target, "/") {
		target = path.Join(path.Dir(from), target)
	}
	_, err = os.Stat(filepath.Join(t.root, target))
	return err == nil
}

// splitCode parts a Markdown text into prose and fenced code; each keeps its
// line numbers, with empty lines for what is in the other.
func splitCode(text string) (prose, code []string) {
	fenced := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if fenced != fence {
			prose, code = append(prose, ""), append(code, line)
		} else {
			prose, code = append(prose, line), append(code, "")
		}
		if fence {
			fenced = !fenced
		}
	}
	return prose, code
}

var (
	makeCall   = regexp.MustCompile(`(?:^|[\s\x60])make ([a-z][a-z0-9-]*)`)
	makeTarget = regexp.MustCompile(`(?m)^([a-z][a-z0-9 -]*?)\s*:(?:[^=]|$)`)
)

func makeTargetsExist(t *tree) (bad []found) {
	targets := map[string]bool{}
	for _, m := range makeTarget.FindAllStringSubmatch(t.texts["Makefile"], -1) {
		for _, name := range strings.Fields(m[1]) {
			targets[name] = true
		}
	}
	prose, code := splitCode(t.texts["README.md"])
	for i := range prose {
		said := strings.Join(codeSpan.FindAllString(prose[i], -1), "\n") + "\n" + code[i]
		for _, m := range makeCall.FindAllStringSubmatch(said, -1) {
			if name := m[1]; !targets[name] {
				bad = append(bad, found{place("README.md", i), "says make " + name + ", which the Makefile does not have"})
			}
		}
	}
	return bad
}
