package powercut

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// Kind is what an operation does.
type Kind int

// The kinds of operations.
const (
	Create   Kind = iota // Name is new and names File
	Unlink               // Name is gone
	Rename               // Name is now To
	Write                // Data at Offset
	Truncate             // to Offset bytes
	Sync                 // what was written to File is safe
	SyncDir              // what was created, unlinked and renamed is safe
)

// Op is one operation on the disk. Its parts are set where Kind says so.
type Op struct {
	Kind     Kind
	File     int    // number of the file, which stays when it is renamed; 0 for names
	Name, To string // of the file: for files, the name it was made under
	Offset   int64
	Data     []byte
}

// Disk is a mounted disk. Files whose names end with "-shm" are not written
// down: they are memory that processes share, and no start relies on them.
type Disk struct {
	fs.Inode
	Dir   string                    // where it is mounted
	Fault func(op Op) syscall.Errno // asked before each operation, which fails with its answer; may wait; nil: none fails
	mu    sync.Mutex
	ops   []Op
	files int
}

// ErrNoFUSE says that no file system can be mounted here.
var ErrNoFUSE = errors.New("no FUSE here")

// Mount mounts an empty disk at dir until end is called. Errors: ErrNoFUSE.
func (d *Disk) Mount(dir string) (end func() error, err error) {
	d.Dir = dir
	server, err := fs.Mount(dir, d, &fs.Options{MountOptions: fuse.MountOptions{DirectMountStrict: true, FsName: "powercut"}})
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNoFUSE, err)
	}
	return server.Unmount, nil
}

// Ops returns what was done so far, in order.
func (d *Disk) Ops() []Op {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]Op(nil), d.ops...)
}

// do carries op out and writes it down, both in one.
func (d *Disk) do(op Op, change func()) syscall.Errno {
	silent := strings.HasSuffix(op.Name, "-shm")
	if d.Fault != nil && !silent {
		if errno := d.Fault(op); errno != 0 {
			return errno
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
	if !silent {
		d.ops = append(d.ops, op)
	}
	return 0
}

// Create implements fs.NodeCreater.
func (d *Disk) Create(ctx context.Context, name string, _, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	d.mu.Lock()
	d.files++
	f := &file{disk: d, number: d.files, name: name}
	d.mu.Unlock()
	errno := d.do(Op{Kind: Create, File: f.number, Name: name}, func() {})
	if errno != 0 {
		return nil, nil, 0, errno
	}
	out.Mode = mode
	return d.NewPersistentInode(ctx, f, fs.StableAttr{Mode: syscall.S_IFREG}), nil, 0, 0
}

// Unlink implements fs.NodeUnlinker.
func (d *Disk) Unlink(_ context.Context, name string) syscall.Errno {
	return d.do(Op{Kind: Unlink, Name: name}, func() {})
}

// Rename implements fs.NodeRenamer.
func (d *Disk) Rename(_ context.Context, name string, _ fs.InodeEmbedder, to string, _ uint32) syscall.Errno {
	return d.do(Op{Kind: Rename, Name: name, To: to}, func() {})
}

// Fsync implements fs.NodeFsyncer for the names in the root.
func (d *Disk) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return d.do(Op{Kind: SyncDir}, func() {})
}

// file is one file, in memory.
type file struct {
	fs.Inode
	disk   *Disk
	number int
	name   string
	data   []byte
}

// Open implements fs.NodeOpener. Files are kept in the page cache: others cannot
// be mapped into memory.
func (f *file) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, fuse.FOPEN_KEEP_CACHE, 0
}

// Read implements fs.NodeReader.
func (f *file) Read(_ context.Context, _ fs.FileHandle, into []byte, offset int64) (fuse.ReadResult, syscall.Errno) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	n := 0
	if offset < int64(len(f.data)) {
		n = copy(into, f.data[offset:])
	}
	return fuse.ReadResultData(into[:n]), 0
}

// Write implements fs.NodeWriter.
func (f *file) Write(_ context.Context, _ fs.FileHandle, data []byte, offset int64) (uint32, syscall.Errno) {
	op := Op{Kind: Write, File: f.number, Name: f.name, Offset: offset, Data: append([]byte(nil), data...)}
	errno := f.disk.do(op, func() { f.data = apply(f.data, op) })
	return uint32(len(data)), errno
}

// Getattr implements fs.NodeGetattrer.
func (f *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	out.Mode, out.Size = 0o600, uint64(len(f.data))
	return 0
}

// Setattr implements fs.NodeSetattrer: only a new size counts.
func (f *file) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, ok := in.GetSize(); ok {
		op := Op{Kind: Truncate, File: f.number, Name: f.name, Offset: int64(size)}
		if errno := f.disk.do(op, func() { f.data = apply(f.data, op) }); errno != 0 {
			return errno
		}
	}
	return f.Getattr(ctx, h, out)
}

// Fsync implements fs.NodeFsyncer.
func (f *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return f.disk.do(Op{Kind: Sync, File: f.number, Name: f.name}, func() {})
}
