package transitions

import (
	"slices"

	"nivel/libs/contracts"
	"nivel/libs/vault"
)

// openDecision opens a decision; errors stay in b.
func openDecision(b *vault.Batch, e DecisionMade) contracts.Decision {
	return contracts.Decision{
		Decision: e.Decision, About: e.About, Granted: e.Granted, Service: e.Service,
		What: b.Open("what", e.What).Reveal(), Grounds: b.Open("grounds", e.Grounds).Reveal(),
		From: e.From, Until: e.Until, Cents: e.Cents, On: e.On, By: e.By, Provisions: e.Provisions, Appeal: appeal(),
	}
}

// serve notes on a decision that it was served.
func (o *opened) serve(e DecisionServed) {
	for i, d := range o.decisions {
		if d.Decision == e.Decision {
			o.decisions[i].Sent, o.decisions[i].Known, o.decisions[i].ClaimBy, o.decisions[i].Findings = e.Sent, e.Known, e.ClaimBy, e.Findings
		}
	}
}

// reserve puts a month into the statement of funds, in the place of the same
// month if there is one.
func (o *opened) reserve(e FundsReserved) {
	if o.funds == nil {
		o.funds = &contracts.Funds{}
	}
	o.funds.Months = slices.DeleteFunc(o.funds.Months, func(m contracts.FundsMonth) bool { return m.Month == e.Month })
	o.funds.Months = append(o.funds.Months, contracts.FundsMonth{
		Month: e.Month, Counted: e.Counted, Minimum: e.Minimum, Reserved: e.Reserved, Finding: e.Finding,
	})
}

// statement is what has accrued and been paid, as far as it is seen; nil: nothing
// was recorded.
//
// Law: 417/2007, section 77, subsection 4: a statement of accrual and payments.
func (o *opened) statement() *contracts.Funds {
	if o.funds == nil {
		return nil
	}
	f := *o.funds
	slices.SortFunc(f.Months, func(a, b contracts.FundsMonth) int {
		if a.Month < b.Month {
			return -1
		}
		return 1
	})
	for _, m := range f.Months {
		f.Reserved += m.Reserved
	}
	for _, d := range o.decisions {
		if d.About == onFunds && d.Granted {
			f.Paid += d.Cents
		}
	}
	f.Balance, f.Support = f.Reserved-f.Paid, f.Reserved == 0
	return &f
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
