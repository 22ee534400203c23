package person

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/refusal"

	"pgregory.net/rapid"
)

func TestParseIdentityCode(t *testing.T) {
	t.Run("reads codes that are right", func(t *testing.T) {
		for text, born := range map[string]string{
			"131052-308T": "1952-10-13", // the sample that the register itself prints
			"290204A901D": "2004-02-29", // a leap day
			"220103F950D": "2003-01-22",
			"240604C902E": "2004-06-24",
			"150508A9990": "2008-05-15",
			"010106A9001": "2006-01-01",
			"311207B901J": "2007-12-31",
			"300609A905P": "2009-06-30",
			"280203A910T": "2003-02-28",
		} {
			code, err := ParseIdentityCode(text)
			if err != nil || code.Reveal() != text || code.BirthDate() != calendar.MustParse(born) {
				t.Errorf("%s: %v, born %v, %v", text, code.Reveal() == text, code.BirthDate(), err)
			}
			if code.Artificial() != (text != "131052-308T") {
				t.Errorf("%s: artificial %v", text, code.Artificial())
			}
		}
	})
	t.Run("says which part is wrong", func(t *testing.T) {
		for _, c := range []struct {
			name, text string
			want       refusal.Refusal
		}{
			{"nothing", "", ErrIdentityCodeLength},
			{"only spaces", "           ", ErrIdentityCodeLength},
			{"no separator", "131052308T", ErrIdentityCodeLength},
			{"no check character", "131052-308", ErrIdentityCodeLength},
			{"one character too many", "131052-308TT", ErrIdentityCodeLength},
			{"a zero-width space", "131052-308T\u200b", ErrIdentityCodeLength},
			{"31 February", "310204A901H", ErrIdentityCodeDate},
			{"29 February of no leap year", "290203A901A", ErrIdentityCodeDate},
			{"29 February 1900, which was no leap year", "290200-9018", ErrIdentityCodeDate},
			{"day 00", "000104A901A", ErrIdentityCodeDate},
			{"month 13", "011304A901A", ErrIdentityCodeDate},
			{"the letter O for a zero", "O10106A9001", ErrIdentityCodeDate},
			{"the letter l for a one", "0l0106A9001", ErrIdentityCodeDate},
			{"digits of another script", "٠١٠١٠٦A9001", ErrIdentityCodeDate},
			{"a separator not in use", "131052G308T", ErrIdentityCodeSeparator},
			{"an en dash", "131052–308T", ErrIdentityCodeSeparator},
			{"a minus sign", "131052−308T", ErrIdentityCodeSeparator},
			{"a Cyrillic A", "010106А9001", ErrIdentityCodeSeparator},
			{"a full-width plus", "131052＋308T", ErrIdentityCodeSeparator},
			{"number 000", "131052-000T", ErrIdentityCodeNumber},
			{"number 001", "131052-001T", ErrIdentityCodeNumber},
			{"a letter in the number", "010106A9O01", ErrIdentityCodeNumber},
			{"the wrong check character", "131052-308U", ErrIdentityCodeCheck},
			{"a check character that is never used", "131052-308I", ErrIdentityCodeCheck},
			{"a Cyrillic T for a T", "131052-308Т", ErrIdentityCodeCheck},
			{"a letter that becomes S when raised", "131052-308ſ", ErrIdentityCodeCheck},
		} {
			t.Run(c.name, func(t *testing.T) {
				code, err := ParseIdentityCode(c.text)
				if !errors.Is(err, c.want) || !code.IsZero() {
					t.Errorf("got %v, want %v", err, c.want)
				}
				if c.want.Kind != refusal.Invalid {
					t.Errorf("kind is %s", c.want.Kind)
				}
			})
		}
	})
	t.Run("forgives spaces and lower case", func(t *testing.T) {
		want, err := ParseIdentityCode("131052-308T")
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"131052-308t", " 131052-308T\n", "131052 - 308 T", "\u00a0131052-308T\t", "1 3 1 0 5 2 - 3 0 8 t"} {
			if got, err := ParseIdentityCode(text); err != nil || got != want {
				t.Errorf("%q: same %v, %v", text, got == want, err)
			}
		}
		lower, err := ParseIdentityCode("220103f950d")
		if err != nil || lower.Reveal() != "220103F950D" {
			t.Errorf("lower case: %v", err)
		}
	})
}

func TestIdentityCode_Separators(t *testing.T) {
	t.Run("tell the century, for all that are in use", func(t *testing.T) {
		for century, separators := range map[int]string{1800: "+", 1900: "-YXWVU", 2000: "ABCDEF"} {
			for _, separator := range separators {
				birth, _ := calendar.Of(century+8, time.May, 15)
				code, err := MakeArtificial(birth, 999, separator)
				if err != nil {
					t.Fatal(err)
				}
				parsed, err := ParseIdentityCode("150508" + string(separator) + "9990")
				if err != nil || parsed != code || parsed.BirthDate() != birth {
					t.Errorf("%c: same %v, born %v, %v", separator, parsed == code, parsed.BirthDate(), err)
				}
			}
		}
	})
	t.Run("no other character is one", func(t *testing.T) {
		for r := rune('!'); r < 0x250; r++ {
			in := strings.ContainsRune("+-YXWVUABCDEF", r) || strings.ContainsRune("yxwvuabcdef", r)
			_, err := ParseIdentityCode("150508" + string(r) + "9990")
			if in && err != nil {
				t.Errorf("%c: %v", r, err)
			}
			if space := r == 0x85 || r == 0xa0; !in && !space && !errors.Is(err, ErrIdentityCodeSeparator) {
				t.Errorf("%c: %v", r, err)
			}
		}
	})
	t.Run("are significant: the same digits are several people", func(t *testing.T) {
		seen := map[IdentityCode]bool{}
		for _, text := range []string{"100504A908T", "100504D908T", "100504F908T"} {
			code, err := ParseIdentityCode(text)
			if err != nil {
				t.Fatal(err)
			}
			seen[code] = true
		}
		if len(seen) != 3 {
			t.Errorf("three codes are %d", len(seen))
		}
	})
}

func TestIdentityCode_CheckCharacters(t *testing.T) {
	t.Run("all 31 are met, and each code has exactly one", func(t *testing.T) {
		met := map[byte]bool{}
		for number := 900; number <= 999; number++ {
			stem := "010106A" + strconv.Itoa(number)
			right := 0
			for c := byte('!'); c <= '~'; c++ {
				if c >= 'a' && c <= 'z' {
					continue // the same as upper case
				}
				if _, err := ParseIdentityCode(stem + string(c)); err == nil {
					right++
					met[c] = true
				} else if !errors.Is(err, ErrIdentityCodeCheck) {
					t.Errorf("%s%c: %v", stem, c, err)
				}
			}
			if right != 1 {
				t.Errorf("%s has %d check characters", stem, right)
			}
		}
		if len(met) != 31 {
			t.Errorf("%d check characters met", len(met))
		}
		for _, never := range "GIOQZ" {
			if met[byte(never)] {
				t.Errorf("%c was met", never)
			}
		}
	})
}

// TestIdentityCode_Million judges a million codes, of which about half are wrong
// in a part that the generator knows, against that knowledge and against a
// reference that shares nothing with the package.
func TestIdentityCode_Million(t *testing.T) {
	random := rand.New(rand.NewPCG(31, 2023))
	counts := map[string]int{}
	for range 1_000_000 {
		text, want := drawCode(random)
		err := judge([]rune(tidy(text))) // all of ParseIdentityCode but the keeping
		got, _ := refusal.As(err)
		if got.Code != want {
			t.Fatalf("%s is judged %q, made %q", text, got.Code, want)
		}
		if (err == nil) != referenceValid(text) {
			t.Fatalf("%s is judged %q, the reference says otherwise", text, got.Code)
		}
		counts[want]++
	}
	for _, code := range []string{"", "identity-code-length", "identity-code-date", "identity-code-separator",
		"identity-code-number", "identity-code-check"} {
		if counts[code] < 20_000 {
			t.Errorf("%q was met %d times only", code, counts[code])
		}
	}
}

// drawCode makes a code of any of the centuries, and the refusal it must meet.
func drawCode(random *rand.Rand) (text, refused string) {
	century := random.IntN(3)
	year, month := random.IntN(100), 1+random.IntN(12)
	day := 1 + random.IntN(referenceDays(1800+100*century+year, month))
	date := twoDigits(day) + twoDigits(month) + twoDigits(year)
	separators := []string{"+", "-UVWXY", "ABCDEF"}[century]
	separator := separators[random.IntN(len(separators)):][:1]
	number := 2 + random.IntN(998)
	serial := string(rune('0'+number/100)) + twoDigits(number%100)
	check := string(referenceCheck(date + serial))

	switch random.IntN(10) {
	case 0: // one character lost
		whole := date + separator + serial + check
		lost := random.IntN(len(whole))
		return whole[:lost] + whole[lost+1:], "identity-code-length"
	case 1: // a day that no month has
		date = []string{"32", "00", "99"}[random.IntN(3)] + date[2:]
		return date + separator + serial + string(referenceCheck(date+serial)), "identity-code-date"
	case 2: // a separator of no century
		const wrong = "GHIJKLMNOPQRSTZ0123456789*/_.:~"
		return date + string(wrong[random.IntN(len(wrong))]) + serial + check, "identity-code-separator"
	case 3: // a number that is never given
		serial = []string{"000", "001", "O12", "9I9", "1.5"}[random.IntN(5)]
		return date + separator + serial + check, "identity-code-number"
	case 4: // another check character, or one never used
		const any = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		if other := string(any[random.IntN(len(any))]); other != check {
			return date + separator + serial + other, "identity-code-check"
		}
	}
	return date + separator + serial + check, ""
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// referenceDays is the number of days of a month, 0 for what is none.
func referenceDays(year, month int) int {
	switch month {
	case 1, 3, 5, 7, 8, 10, 12:
		return 31
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && year != 1800 && year != 1900 {
			return 29
		}
		return 28
	}
	return 0
}

// referenceValid judges a code as it is written officially.
func referenceValid(text string) bool {
	if len(text) != 11 {
		return false
	}
	digits := text[:6] + text[7:10]
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return false
		}
	}
	century := 0
	switch text[6] {
	case '+':
		century = 1800
	case '-', 'Y', 'X', 'W', 'V', 'U':
		century = 1900
	case 'A', 'B', 'C', 'D', 'E', 'F':
		century = 2000
	}
	pair := func(i int) int { return int(digits[i]-'0')*10 + int(digits[i+1]-'0') }
	switch {
	case century == 0, pair(0) == 0, pair(0) > referenceDays(century+pair(4), pair(2)):
		return false
	case digits[6:] == "000", digits[6:] == "001":
		return false
	}
	return string(referenceCheck(digits)) == text[10:]
}

// referenceCheck divides by hand, one digit after the other.
func referenceCheck(digits string) rune {
	remainder := 0
	for _, digit := range digits {
		remainder = (remainder*10 + int(digit-'0')) % 31
	}
	return rune("0123456789ABCDEFHJKLMNPRSTUVWXY"[remainder])
}

func TestMakeArtificial(t *testing.T) {
	t.Run("what it makes is read back", rapid.MakeCheck(func(t *rapid.T) {
		birth := calendar.MustParse("1900-01-01").AddDays(rapid.IntRange(0, 73000).Draw(t, "born"))
		separators := map[bool]string{true: "-YXWVU", false: "ABCDEF"}[birth.Year() < 2000]
		separator := rapid.SampledFrom([]rune(separators)).Draw(t, "separator")
		made, err := MakeArtificial(birth, rapid.IntRange(900, 999).Draw(t, "number"), separator)
		if err != nil {
			t.Fatal(err)
		}
		read, err := ParseIdentityCode(made.Reveal())
		if err != nil || read != made || !read.Artificial() || read.BirthDate() != birth {
			t.Fatalf("same %v, artificial %v, born %v, %v", read == made, read.Artificial(), read.BirthDate(), err)
		}
	}))
	t.Run("never makes a code that a person could have", func(t *testing.T) {
		birth := calendar.MustParse("2006-01-01")
		for _, number := range []int{-1, 0, 2, 899, 1000} {
			if code, err := MakeArtificial(birth, number, 'A'); !errors.Is(err, ErrIdentityCodeNumber) || !code.IsZero() {
				t.Errorf("%d: %v", number, err)
			}
		}
	})
	t.Run("refuses a separator of another century, and no date", func(t *testing.T) {
		for _, separator := range "-+GÄ" {
			if _, err := MakeArtificial(calendar.MustParse("2006-01-01"), 900, separator); !errors.Is(err, ErrIdentityCodeSeparator) {
				t.Errorf("%c: %v", separator, err)
			}
		}
		if _, err := MakeArtificial(calendar.Date{}, 900, 'A'); !errors.Is(err, ErrIdentityCodeDate) {
			t.Errorf("no date: %v", err)
		}
	})
}

func TestIdentityCode_BornBy(t *testing.T) {
	code, err := ParseIdentityCode("010106A9001")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("accepts a child on the day of birth", func(t *testing.T) {
		if err := code.BornBy(calendar.MustParse("2006-01-01")); err != nil {
			t.Error(err)
		}
	})
	t.Run("refuses it on the day before", func(t *testing.T) {
		if err := code.BornBy(calendar.MustParse("2005-12-31")); !errors.Is(err, ErrIdentityCodeFuture) {
			t.Error(err)
		}
	})
}

func FuzzParseIdentityCode(f *testing.F) {
	for _, s := range []string{"131052-308T", "010106A9001", " 220103f950d ", "", "131052-308U", "290200-9018", "131052–308T", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := ParseIdentityCode(s)
		if _, refused := refusal.As(err); err != nil && (!refused || !code.IsZero()) {
			t.Fatal("an error that is no refusal, or a code beside it")
		}
		if err != nil {
			return
		}
		if !referenceValid(code.Reveal()) {
			t.Fatal("accepted against the reference")
		}
		if again, err := ParseIdentityCode(code.Reveal()); err != nil || again != code {
			t.Fatal("does not read itself")
		}
	})
}
