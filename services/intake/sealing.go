package intake

import (
	"context"
	"encoding/json"
	"errors"

	"nivel/libs/access"
	"nivel/libs/contracts"
	"nivel/libs/es"
	"nivel/libs/person"
	"nivel/libs/vault"
)

// identity is what names the child.
type identity struct {
	FamilyName   string `json:"family_name"`
	GivenNames   string `json:"given_names"`
	IdentityCode string `json:"identity_code,omitempty"`
	BirthDate    string `json:"birth_date,omitempty"`
	AgeText      string `json:"age_text,omitempty"`
	Language     string `json:"language,omitempty"`
}

// name is how a list shows the child; empty when nothing is known any more.
func (i identity) name() string {
	if i.FamilyName == "" && i.GivenNames == "" {
		return ""
	}
	return i.FamilyName + ", " + i.GivenNames
}

// contact is where the child can be found. It is sealed apart from identity:
// under a safety non-disclosure (turvakielto) fewer people may open it.
type contact struct {
	Municipality string `json:"municipality,omitempty"`
	Address      string `json:"address,omitempty"`
	Phone        string `json:"phone,omitempty"`
	LivesWith    string `json:"lives_with,omitempty"`
}

// group is what is sealed as one, as JSON.
type group interface {
	identity | contact | []contracts.Guardian | contracts.Reporter
}

func encode[G group](parts G) vault.Plain {
	raw, _ := json.Marshal(parts) // plain texts only: it cannot fail
	return vault.Plain(raw)
}

func decode[G group](plain vault.Plain) (G, error) {
	var parts G
	if plain == "" {
		return parts, nil // nothing was given
	}
	err := json.Unmarshal([]byte(plain.Reveal()), &parts)
	return parts, err
}

// sealNotification makes the command that registers n, with every text sealed.
// A child whose identity code is known gets the same key in every notification.
func (s *Service) sealNotification(ctx context.Context, matter, command es.ID, n contracts.Notification) (RegisterNotification, error) {
	child := identity{
		FamilyName: n.Child.FamilyName, GivenNames: n.Child.GivenNames,
		BirthDate: n.Child.BirthDate, AgeText: n.Child.AgeText, Language: n.Child.Language,
	}
	who := command.Derive("person")
	if n.Child.IdentityCode != "" {
		code, err := person.ParseIdentityCode(n.Child.IdentityCode)
		if err != nil {
			return RegisterNotification{}, err
		}
		if who, err = s.bearerOf(ctx, code.Reveal()); err != nil {
			return RegisterNotification{}, err
		}
		child.IdentityCode, child.BirthDate = code.Reveal(), code.BirthDate().String()
	}
	cmd := RegisterNotification{
		Received: n.ReceivedAt, Channel: Channel(n.Channel), Task: ChildProtection,
		ReporterBody: ReporterBody(n.Reporter.Body), Anonymous: n.Anonymous, ReporterSecret: n.Reporter.Secret,
		NonDisclosure: n.Child.NonDisclosure, ChildTold: told(n.ChildTold), GuardianTold: told(n.GuardianTold),
		Person: who,
	}
	b := s.vault.Batch(ctx, s.streams.Stream(matter.String()), command)
	cmd.Texts = sealTexts(b, vault.DocumentOf(who, access.Task(cmd.Task)), child, n)
	return cmd, b.Err()
}

func sealTexts(b *vault.Batch, key vault.Subject, child identity, n contracts.Notification) Texts {
	where := contact{n.Child.Municipality, n.Child.Address, n.Child.Phone, n.Child.LivesWith}
	texts := Texts{
		Identity:  b.Seal(key, "identity", encode(child)),
		Contact:   b.Seal(key, "contact", encode(where)),
		Reporter:  b.Seal(key, "reporter", encode(n.Reporter)),
		Content:   b.Seal(key, "content", vault.Plain(n.Content)),
		ToldMore:  b.Seal(key, "told_more", vault.Plain(n.ToldMore)),
		SourceRef: b.Seal(key, "source_ref", vault.Plain(n.SourceRef)),
	}
	if len(n.Guardians) > 0 {
		texts.Guardians = b.Seal(key, "guardians", encode(n.Guardians))
	}
	return texts
}

// openNotification is sealNotification undone.
func openNotification(b *vault.Batch, e NotificationRegistered) (contracts.Notification, error) {
	child, err1 := decode[identity](b.Open("identity", e.Texts.Identity))
	where, err2 := decode[contact](b.Open("contact", e.Texts.Contact))
	guardians, err3 := decode[[]contracts.Guardian](b.Open("guardians", e.Texts.Guardians))
	reporter, err4 := decode[contracts.Reporter](b.Open("reporter", e.Texts.Reporter))
	n := contracts.Notification{
		ReceivedAt: e.Received, Channel: string(e.Channel), Anonymous: e.Anonymous, ServiceTask: string(e.Task),
		ChildTold: e.ChildTold.answer(), GuardianTold: e.GuardianTold.answer(),
		Guardians: guardians, Reporter: reporter,
		Content:   b.Open("content", e.Texts.Content).Reveal(),
		ToldMore:  b.Open("told_more", e.Texts.ToldMore).Reveal(),
		SourceRef: b.Open("source_ref", e.Texts.SourceRef).Reveal(),
		Child: contracts.Child{
			FamilyName: child.FamilyName, GivenNames: child.GivenNames, IdentityCode: child.IdentityCode,
			BirthDate: child.BirthDate, AgeText: child.AgeText, Language: child.Language,
			Municipality: where.Municipality, Address: where.Address, Phone: where.Phone, LivesWith: where.LivesWith,
			NonDisclosure: e.NonDisclosure,
		},
	}
	return n, errors.Join(b.Err(), err1, err2, err3, err4)
}

// openBorn says of a child who was not born when the notification came who they
// are, as far as the record of the birth does.
func (s *Service) openBorn(ctx context.Context, r es.Recorded, e BirthRecorded, child *contracts.Child) error {
	b := s.batchOf(ctx, r)
	known, err := decode[identity](b.Open("identity", e.Identity))
	if err := errors.Join(b.Err(), err); err != nil || known == (identity{}) {
		return err
	}
	child.FamilyName, child.GivenNames = known.FamilyName, known.GivenNames
	child.IdentityCode, child.BirthDate, child.AgeText = known.IdentityCode, known.BirthDate, ""
	return nil
}

func told(answer *bool) Told {
	switch {
	case answer == nil:
		return ""
	case *answer:
		return ToldYes
	default:
		return ToldNo
	}
}

func (t Told) answer() *bool {
	if t == "" {
		return nil
	}
	yes := t == ToldYes
	return &yes
}
