package day

import "slices"

type areaShare struct {
	area   string
	weight int
	centre string // code of the largest municipality, which gets half of the area's rows
	sv     int    // Swedish-speaking families in a hundred; a guess
}

// areaShares are the areas' parts of the nation's notifications, in thousandths
// of the population; the yearly 230,000 notifications are not published by area.
var areaShares = []areaShare{
	{"01", 18, "638", 25}, {"02", 37, "106", 2}, {"03", 90, "049", 10}, {"04", 52, "092", 2},
	{"05", 88, "853", 6}, {"06", 38, "609", 1}, {"07", 30, "109", 0}, {"08", 97, "837", 0},
	{"09", 37, "398", 0}, {"10", 28, "286", 1}, {"11", 22, "405", 0}, {"12", 23, "491", 0},
	{"13", 44, "297", 0}, {"14", 29, "167", 0}, {"15", 49, "179", 0}, {"16", 34, "743", 0},
	{"17", 32, "905", 48}, {"18", 12, "272", 9}, {"19", 75, "564", 0}, {"20", 12, "205", 0},
	{"21", 31, "698", 0}, {"90", 122, "091", 6},
}

// samiHome are the municipalities whose people may use Sámi everywhere.
//
// Law: 1086/2003, section 4: Enontekiö, Inari, Sodankylä and Utsjoki.
var samiHome = []string{"047", "148", "758", "890"}

// samiCities are where many Sámi live outside of it: Helsinki, Oulu, Rovaniemi.
// They have more here than in truth, so that a day shows some.
var samiCities = []string{"091", "564", "698"}

// hourWeights are thousandths of a working day, by the hour in which it begins;
// 15 % of a day arrive in the busiest hour.
var hourWeights = [24]int{
	8, 6, 5, 4, 4, 5, 8, 22, 90, 128, 150, 116, 98, 104, 92, 58, 26, 16, 13, 13, 11, 9, 8, 6,
}

// ageWeights are relative, by the age of the child in years.
var ageWeights = []int{5, 4, 4, 4, 4, 4, 5, 6, 6, 6, 7, 7, 8, 10, 12, 13, 12, 9}

// apportion divides n so that each part is its share to within one: by the
// largest remainders, the earlier part first where they are equal.
func apportion(n int, weights []int) []int {
	total := 0
	for _, w := range weights {
		total += w
	}
	parts, order, left := make([]int, len(weights)), make([]int, len(weights)), n
	for i, w := range weights {
		parts[i] = n * w / total
		order[i] = i
		left -= parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return n*weights[b]%total - n*weights[a]%total })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts
}
