package engine

import (
	"fmt"
	"sync"

	"github.com/gomlx/compute/distributed"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/core/tensors/dtensor"
)

// Whole marks an input that each device gets whole.
const Whole = -1

// dataAxis is the name of the one axis in which devices lie.
const dataAxis = "data"

// SplitFunc is [Engine.Func] on n devices: each gets its part of the inputs that
// are cut, along the axis that cuts gives for each input, or [Whole]. XLA makes
// of the one program what each device does, and where they tell each other sums
// (GoMLX: AutoSharding), so that it comes to what one device would. A call whose
// inputs cannot be cut into n equal parts is computed on the first device.
func (e *Engine) SplitFunc(name string, n int, cuts []int, build func(in []*graph.Node) []*graph.Node) (*Func, error) {
	f, err := e.Func(name, build)
	if err != nil || n < 2 {
		return f, err
	}
	s := &split{engine: e, devices: n}
	if caught := guard(func() { err = s.make(name, cuts, build) }); caught != nil {
		err = caught
	}
	if err != nil {
		return nil, fmt.Errorf("engine: %s: %w", name, err)
	}
	f.split = s
	return f, nil
}

// split is the form of a Func for several devices.
type split struct {
	engine  *Engine
	devices int
	exec    *graph.Exec
	specs   []*distributed.ShardingSpec // of the inputs
}

func (s *split) make(name string, cuts []int, build func(in []*graph.Node) []*graph.Node) error {
	mesh, err := distributed.NewDeviceMesh([]int{s.devices}, []string{dataAxis})
	if err != nil {
		return err
	}
	whole := distributed.NewReplicatedShardingSpec(mesh)
	for _, axis := range cuts {
		spec := whole
		if axis != Whole {
			axes := make([]distributed.AxisSpec, axis+1)
			axes[axis] = distributed.AxisSpec{dataAxis}
			if spec, err = distributed.NewShardingSpec(mesh, axes...); err != nil {
				return err
			}
		}
		s.specs = append(s.specs, spec)
	}
	s.exec, err = graph.NewExec(s.engine.Backend, func(in []*graph.Node) []*graph.Node { return own(build(in)) })
	if err != nil {
		return err
	}
	s.exec.WithName(name + " on devices").SetMaxCache(64)
	s.exec.AutoSharding(mesh).WithInputShardingSpecs(s.specs...).WithOutputShardingSpecs(whole)
	return nil
}

// fits tells whether each device gets an equal part of the inputs.
func (s *split) fits(in []*tensors.Tensor) bool {
	for i, t := range in {
		for axis, on := range s.specs[i].Axes {
			if len(on) > 0 && t.Shape().Dimensions[axis]%s.devices != 0 {
				return false
			}
		}
	}
	return true
}

// call computes on all devices. The outputs are whole on each; the caller gets
// those of the first.
func (s *split) call(in []*tensors.Tensor) ([]*tensors.Tensor, error) {
	args := make([]any, s.devices*len(in))
	for i, t := range in {
		each, err := s.parts(i, t)
		if err != nil {
			return nil, err
		}
		for d, part := range each {
			args[d*len(in)+i] = part
		}
		if !s.specs[i].IsReplicated() {
			defer Free(each...)
		}
	}
	out, err := s.together(args)
	if err != nil {
		return nil, err
	}
	k := len(out) / s.devices
	for i := k; i < len(out); i++ {
		onOthers.add(out[i%k], out[i])
	}
	return out[:k], nil
}

// onDevices is held while devices compute together: of two such calls at once
// each could have half of the devices, and wait for the others.
var onDevices sync.Mutex

func (s *split) together(args []any) ([]*tensors.Tensor, error) {
	onDevices.Lock()
	defer onDevices.Unlock()
	return s.exec.Call(args...)
}

// parts are what each device gets of an input.
func (s *split) parts(i int, t *tensors.Tensor) ([]*tensors.Tensor, error) {
	if s.specs[i].IsReplicated() {
		return onOthers.all(t, s.devices, s.engine.Backend)
	}
	cut, err := dtensor.ShardTensor(s.specs[i], t)
	if err != nil {
		return nil, err
	}
	return cut.Shards(), nil
}
