package datasets

import "math/rand/v2"

// Seed makes what is random come out the same each time. It is a word for toy data, Split, Shuffle and Stream; without it
// the seed is 0.
type Seed int64

// randomAt returns the random numbers that belong to a seed and a place (an epoch, an example), the same on each call, so
// that no result depends on which goroutine came first.
func randomAt(seed int64, place ...int) *rand.Rand {
	h := uint64(seed)
	for _, p := range place {
		h = mix(h ^ mix(uint64(p)+0x9e3779b97f4a7c15))
	}
	return rand.New(rand.NewPCG(h, mix(h)))
}

// mix is the finalizer of splitmix64: near inputs give unrelated outputs.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// permutation is the order of n examples in an epoch.
func permutation(n int, seed int64, epoch int) []int {
	return randomAt(seed, epoch).Perm(n)
}
