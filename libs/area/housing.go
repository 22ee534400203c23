package area

// houseHousingDays serves an area that chose no target of its own.
const houseHousingDays = 14

// HousingTarget returns by how many days from its opening the area means to have
// met a need of housing or income, where section 76 a of 417/2007 says only
// "without delay". It is no limit of law, and pages say so.
func (a Area) HousingTarget() int {
	if a.HousingDays == 0 {
		return houseHousingDays
	}
	return a.HousingDays
}
