// Package necessity keeps on what ground somebody sees what a ban of the young
// person hides: who is responsible for the case states it, with a reason, for that
// case, and it holds for an hour.
//
// It owns the streams of the category transitionsnecessity, one for each pair of
// worker and case, and the question whether a ground holds now. It ends by itself,
// which takes no timer: Until is a time that is compared with each request's own.
//
// It never decides who may state one or what is seen on it (libs/policy does), and
// never opens a reason.
//
//	command      event         law
//	StateGround  GroundStated  703/2023 55 § 2 mom, 56 §
package necessity
