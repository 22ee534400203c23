package vault

import (
	"nivel/libs/es"
	"nivel/libs/law"
)

// Class is the retention class of a record: what decides how long it is kept.
// The codes are stored with every key and never change.
type Class string

// The classes of the annex that state one term for what they cover. Vouchers,
// recordings and permits have no single term there and are not kept here.
const (
	// ClientBasics (asiakkuusasiakirja, asiakkaan perustiedot): who the client is.
	ClientBasics Class = "client-basics"
	// ChildProtection (lastensuojelu): child protection with aftercare, and the
	// notifications that lead to it.
	ChildProtection Class = "child-protection"
	// FamilyServices (lapsiperheiden palvelut).
	FamilyServices Class = "family-services"
	// WorkingAge (työikäisten palvelut).
	WorkingAge Class = "working-age"
	// OlderPeople (iäkkäiden palvelut).
	OlderPeople Class = "older-people"
	// SubstanceServices (päihdehuolto).
	SubstanceServices Class = "substance-services"
	// DisabilityServices (vammaispalvelut).
	DisabilityServices Class = "disability-services"
	// FamilyLawChild (perheoikeudelliset palvelut, lasta koskeva asia).
	FamilyLawChild Class = "family-law-child"
	// FamilyLawOther (perheoikeudelliset palvelut, muu asia).
	FamilyLawOther Class = "family-law-other"
	// ClientFees (asiakasmaksupäätös, tuloselvitys).
	ClientFees Class = "client-fees"
	// Correspondence (asiakaskohtainen kirjeenvaihto ja yhteydenotot).
	Correspondence Class = "correspondence"
	// UseLog (käyttöloki, luovutusloki).
	UseLog Class = "use-log"
)

// Start is the day from which a retention term runs.
type Start string

// What a term may run from.
const (
	FromDeath    Start = "client-death"
	FromBirth    Start = "child-birth"
	FromClosing  Start = "matter-closed" // with several matters: the last one
	FromValidity Start = "validity-ended"
	FromMessage  Start = "message-date"
	FromLogged   Start = "log-event"
)

// Retention is how long a class is kept. After it, the data is destroyed
// without delay unless it is ordered to be archived.
type Retention struct {
	Class Class
	Years int
	From  Start
	Law   law.Provision
}

// Law: 703/2023, 24 § and annex, as in force from 2024-01-01: how long each
// client document is kept, also those made before that day (101 §).
var annex = law.Provision{Act: "703/2023", Section: "24 §, annex", InForce: "2024-01-01"}

var retentions = []Retention{
	{ClientBasics, 2, FromDeath, annex},
	{ChildProtection, 2, FromDeath, annex},
	{FamilyServices, 30, FromClosing, annex},
	{WorkingAge, 10, FromClosing, annex},
	{OlderPeople, 10, FromClosing, annex},
	{SubstanceServices, 10, FromClosing, annex},
	{DisabilityServices, 10, FromClosing, annex},
	{FamilyLawChild, 120, FromBirth, annex},
	{FamilyLawOther, 10, FromClosing, annex},
	{ClientFees, 12, FromValidity, annex},
	{Correspondence, 3, FromMessage, annex},
	{UseLog, 12, FromLogged, annex},
}

// Retention returns how long c is kept, and false if c is no class.
func (c Class) Retention() (Retention, bool) {
	for _, r := range retentions {
		if r.Class == c {
			return r, true
		}
	}
	return Retention{}, false
}

// Subject is whom and which class a key is for. All data of one subject is
// destroyed together.
type Subject struct {
	Person es.ID // opaque, such as PersonID gives
	Class  Class
}

func (s Subject) valid() bool {
	_, known := s.Class.Retention()
	return known && !s.Person.IsZero()
}
