package transitions

import (
	"slices"
	"strconv"
	"time"

	"nivel/libs/calendar"
	"nivel/libs/contracts"
	"nivel/libs/law"
	"nivel/libs/refusal"
)

// ReserveFunds records what is reserved of a month's incomes for independence
// (itsenäistymisvarat). A month may be recorded again: the last counts.
type ReserveFunds struct {
	Month    string // YYYY-MM
	Incomes  []Income
	Reserved int // cents
	On       calendar.Date
	By       Worker
}

// Income is one income of a month.
type Income struct {
	Of    string `json:"of"`    // code: of contracts.IncomeKinds
	Cents int    `json:"cents"` //
}

// FundsReserved says what was reserved of a month.
type FundsReserved struct {
	Month    string        `json:"month"` // code: YYYY-MM
	Incomes  []Income      `json:"incomes,omitempty"`
	Counted  int           `json:"counted"` // cents
	Minimum  int           `json:"minimum"` // cents
	Reserved int           `json:"reserved"`
	On       calendar.Date `json:"on"`
	Finding  law.Finding   `json:"finding"`
}

// Saving is what is reserved of a month.
type Saving struct {
	Month string
	Cents int
}

// notCounted is the income of which nothing is reserved.
const notCounted = "child-benefit"

// maxCents is the highest amount that is taken: beyond, somebody has mistyped.
const maxCents = 100_000_000

// section77 are the provisions on independence funds (1489/2019; subsection 3 as
// amended by 1283/2023).
var (
	section77sub1 = law.Provision{Act: "417/2007", Section: "77 § 1 mom", InForce: "2020-01-01"}
	section77sub2 = law.Provision{Act: "417/2007", Section: "77 § 2 mom", InForce: "2020-01-01"}
	section77sub3 = law.Provision{Act: "417/2007", Section: "77 § 3 mom", InForce: "2024-01-01"}
)

// lsl77 returns what of a month's incomes counts, and the least that is reserved
// of it, in cents. A part of a cent is reserved as a whole one.
//
// Law: 417/2007, section 77, subsection 1: 40 per cent of the incomes,
// compensations and receivables of 734/1992, section 14; child benefit does not
// count. Subsection 2: where there is none, the area supports with what is
// necessary.
func lsl77(incomes []Income) (counted, minimum int, finding law.Finding) {
	for _, i := range incomes {
		if i.Of != notCounted {
			counted += i.Cents
		}
	}
	minimum = (counted*40 + 99) / 100
	provision, support := section77sub1, "no"
	if counted == 0 {
		provision, support = section77sub2, "yes"
	}
	return counted, minimum, law.Finding{
		Provision: provision,
		Inputs:    map[string]string{"counted": strconv.Itoa(counted)},
		Outcome:   map[string]string{"minimum": strconv.Itoa(minimum), "support-needed": support},
	}
}

func (cmd ReserveFunds) decide(c Case) ([]Event, error) {
	if err := c.heldBy(cmd.By); err != nil {
		return nil, err
	}
	var fields refusal.Check
	_, err := time.Parse("2006-01", cmd.Month)
	fields.Require(err == nil, "month", "month-form")
	fields.Require(err != nil || cmd.Month <= cmd.On.String()[:len("2006-01")], "month", "in-the-future")
	for i, income := range cmd.Incomes {
		at := "incomes." + strconv.Itoa(i)
		fields.Require(slices.Contains(contracts.IncomeKinds(), income.Of), at+".of", "unknown-code")
		fields.Require(income.Cents >= 0 && income.Cents <= maxCents, at+".cents", "amount-form")
	}
	counted, minimum, finding := lsl77(cmd.Incomes)
	fields.Require(cmd.Reserved >= minimum, "reserved", "below-minimum")
	fields.Require(cmd.Reserved <= counted, "reserved", "above-income")
	if err := fields.Refusal(); err != nil {
		return nil, err
	}
	if c.saved()-c.savedIn(cmd.Month)+cmd.Reserved < c.Paid {
		return nil, ErrPaidAlready
	}
	return []Event{FundsReserved{
		Month: cmd.Month, Incomes: cmd.Incomes, Counted: counted, Minimum: minimum, Reserved: cmd.Reserved, On: cmd.On, Finding: finding,
	}}, nil
}

// ErrPaidAlready: more has been paid than would be left.
var ErrPaidAlready = refusal.Refusal{Kind: refusal.Untimely, Code: "funds-paid"}

func (e FundsReserved) evolve(c Case) Case {
	c.Savings = slices.DeleteFunc(slices.Clone(c.Savings), func(s Saving) bool { return s.Month == e.Month })
	c.Savings = append(c.Savings, Saving{e.Month, e.Reserved})
	return c
}

// saved is what has been reserved in all, in cents.
func (c Case) saved() (cents int) {
	for _, s := range c.Savings {
		cents += s.Cents
	}
	return cents
}

func (c Case) savedIn(month string) int {
	for _, s := range c.Savings {
		if s.Month == month {
			return s.Cents
		}
	}
	return 0
}
