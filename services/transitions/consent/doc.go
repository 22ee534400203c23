// Package consent keeps what a person permits and forbids about giving out their
// data: the permit for disclosure (luovutuslupa) and bans (kielto), each until it
// is taken back.
//
// It owns a stream for each person (category transitionsconsent), and the
// question whether a ban covers a document, which is asked of history at the time
// of each request. It never opens a reason and decides nothing about access: who
// is refused what by a ban, services/transitions says and libs/policy decides.
//
//	command          event             law
//	GivePermit       PermitGiven       703/2023 55 §, 58 §
//	WithdrawPermit   PermitWithdrawn   703/2023 58 §
//	Forbid           Forbidden         703/2023 40 §, 51 §, 59 §
//	LiftBan          BanLifted         703/2023 59 §
//
//	consent.go  the state, the two sealed sets, the stored names
//	permit.go   the permit; ban.go a ban, and that it is lifted
//
// What a ban covers, and how other services read which are in force, is in libs/ban.
package consent
