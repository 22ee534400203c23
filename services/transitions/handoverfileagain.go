package transitions

import (
	"context"
	"slices"

	"nivel/libs/access"
	"nivel/libs/es"
)

// A file leaves with each answer, so a command for one that is sent again is not
// answered from history alone: what it rests on must hold now, and it gives what
// it gave then, or nothing.

// admitToGive is admit for what leaves the controller: judged is the case as it
// is now, also for a command that was carried out before.
func (s *Service) admitToGive(ctx context.Context, id es.ID) (known, standing, error) {
	k, err := s.know(ctx, id)
	if err != nil {
		return known{}, standing{}, err
	}
	return s.admitTo(ctx, k, access.KindHandover)
}

// fileOf is the file that a command made. False: it made none.
func (k known) fileOf(command es.ID) (file HandoverFileIssued, made bool) {
	for _, h := range k.happened {
		if e, is := h.Event.(HandoverFileIssued); is && h.Meta.Command == command {
			return e, true
		}
	}
	return file, false
}

// gaveTheSame refuses a command that was carried out before, unless it may be
// now and made this very file.
func (s *Service) gaveTheSame(ctx context.Context, id es.ID, cmd IssueHandoverFile) error {
	k, err := s.know(ctx, id)
	if err != nil {
		return err
	}
	if _, err := cmd.decide(k.state); err != nil {
		return err
	}
	file, made := k.fileOf(es.IssueOf(ctx).Command)
	if !made || file.To != cmd.To || !slices.Equal(file.Documents, cmd.Documents) || file.Digest != cmd.Digest {
		return ErrOtherFile
	}
	return nil
}
