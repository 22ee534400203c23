// Package calendar is the days that the law counts: a [Date] in Finland, what
// sort of day it is, and the statutory time limits.
//
// It owns
//   - [Date]: a day in Europe/Helsinki, never an instant; months and years are
//     added here and nowhere else (act 150/1930, section 3);
//   - [Holiday], [Eve], [WorkingDay], [NextOpenDay]: computed from church law and
//     the acts on the national holidays, for any year, without a table to renew;
//   - [AssessmentStart], [AssessmentCompletion]: the limits of the Child Welfare
//     Act, each with the finding that proves how it was counted.
//
// It never reads a clock: today is always an argument.
//
// Map: date.go → holidays.go → workdays.go → limits.go.
package calendar
