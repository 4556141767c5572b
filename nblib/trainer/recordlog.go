package trainer

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"nnbook/nblib/internal/memory"
)

// The files that records are kept in, beside those of the run.
const (
	recordsFile       = "records"            // of the run that came to an end
	unfinishedRecords = "unfinished.records" // of the one in progress
)

// recordLog is a file of frames, one a moment: a mark, the length, a checksum,
// and a safetensors file. A moment is appended in one write; what a crash cuts
// off at the end is ignored.
type recordLog struct {
	store  *store // nil where nothing is kept
	print  string
	stride int // epochs between moments
	max    int64
	off    bool // one moment is larger than all may be
	frames []frame
}

// frame is one moment, encoded.
type frame struct {
	epoch int
	print string
	data  []byte // with mark, length and checksum
}

var frameMark = []byte("nnbook-moment-1\n")

const frameHead = 16 + 8 + sha256.Size

// newRecordLog begins a record, or goes on with the moments of the first kept
// epochs of the run it belongs to.
func newRecordLog(f *Fitting, every int, limit int64, kept int) *recordLog {
	l := &recordLog{store: f.store, print: f.fingerprint.hash(), stride: every, max: limit}
	if l.store == nil {
		return l
	}
	if kept > 0 {
		for _, file := range []string{unfinishedRecords, recordsFile} {
			frames, err := readFrames(l.store.path(file))
			f.recordError(err)
			for _, fr := range frames {
				if fr.print == l.print && fr.epoch <= kept {
					l.put(fr)
				}
			}
			if l.frames != nil {
				break
			}
		}
	}
	f.recordError(l.rewrite())
	return l
}

// put adds a frame in memory; a later one of the same epoch counts.
func (l *recordLog) put(fr frame) {
	l.frames = slices.DeleteFunc(l.frames, func(old frame) bool { return old.epoch >= fr.epoch })
	l.frames = append(l.frames, fr)
}

func (l *recordLog) wants(epoch int) bool { return !l.off && epoch%l.stride == 0 }

// add appends a moment, and leaves every second one out where they take too much.
func (l *recordLog) add(m Moment) error {
	data, err := m.encode(l.print)
	if err != nil {
		return err
	}
	if int64(len(data)) > l.max {
		l.off = true
		return fmt.Errorf("Record: an epoch takes %d bytes, more than the %d that all may take; record less, or raise MaxBytes", len(data), l.max)
	}
	thinned := false
	for len(l.frames) > 0 && l.bytes()+int64(len(data)) > l.max {
		l.stride *= 2
		l.frames = slices.DeleteFunc(l.frames, func(fr frame) bool { return fr.epoch%l.stride != 0 })
		thinned = true
		if l.stride > 1<<30 {
			break
		}
	}
	fr := frame{m.Epoch, l.print, data}
	if l.wants(m.Epoch) && l.bytes()+int64(len(data)) <= l.max {
		l.put(fr)
	}
	if l.store == nil {
		return nil
	}
	if thinned {
		return l.rewrite()
	}
	return l.append(data)
}

func (l *recordLog) bytes() (n int64) {
	for _, fr := range l.frames {
		n += int64(len(fr.data))
	}
	return n
}

func (l *recordLog) append(data []byte) error {
	f, err := os.OpenFile(l.store.path(unfinishedRecords), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

func (l *recordLog) rewrite() error {
	var all bytes.Buffer
	for _, fr := range l.frames {
		all.Write(fr.data)
	}
	return l.store.write(unfinishedRecords, all.Bytes())
}

// keep makes the record that of the run that came to its end.
func (l *recordLog) keep() error {
	if l == nil || l.store == nil {
		return nil
	}
	if err := l.rewrite(); err != nil { // synced, which appending is not
		return err
	}
	return os.Rename(l.store.path(unfinishedRecords), l.store.path(recordsFile))
}

// moments are those of the record.
func (l *recordLog) moments() []Moment {
	if l == nil {
		return nil
	}
	return momentsOf(l.frames, l.print, len(l.frames)+1<<30)
}

// readFrames reads a record; there is none where there is no file. A frame that
// a crash cut off ends it; a damaged one is an error.
func readFrames(path string) ([]frame, error) {
	data, err := memory.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("trainer: a record cannot be read: %w", err)
	}
	frames, err := decodeFrames(data)
	if err != nil {
		return nil, fmt.Errorf("trainer: record %s: %w; delete the file", filepath.ToSlash(path), err)
	}
	return frames, nil
}

func decodeFrames(data []byte) ([]frame, error) {
	var frames []frame
	for len(data) >= frameHead {
		if !bytes.HasPrefix(data, frameMark) {
			return nil, fmt.Errorf("expected moments of a run, got something else")
		}
		size := binary.LittleEndian.Uint64(data[16:])
		if size > uint64(len(data)-frameHead) {
			break
		}
		whole := data[:frameHead+int(size)]
		if sum := sha256.Sum256(whole[frameHead:]); !bytes.Equal(sum[:], whole[24:frameHead]) {
			return nil, fmt.Errorf("expected moment %d as it was written, got a damaged one", len(frames)+1)
		}
		about, err := readAbout(whole[frameHead:])
		if err != nil {
			return nil, err
		}
		frames = append(frames, frame{about.Epoch, about.Print, whole})
		data = data[len(whole):]
	}
	return frames, nil
}

// momentsOf decodes the frames of one run, up to an epoch.
func momentsOf(frames []frame, print string, last int) []Moment {
	var moments []Moment
	for _, fr := range frames {
		if fr.print != print || fr.epoch > last {
			continue
		}
		if m, err := decodeMoment(fr.data[frameHead:]); err == nil {
			moments = append(moments, m)
		}
	}
	return moments
}
