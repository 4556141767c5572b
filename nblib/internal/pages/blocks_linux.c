// Keeps freed blocks of 1 MB and more for a while; see doc.go. All else goes to
// the C library.
#define _GNU_SOURCE
#include "blocks_linux.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, LARGE = 1 << 20, MOST = 256 };
static const int64_t IDLE_TIME = 10 * (int64_t)1000000000;

struct block {
	void *at; // NULL where there is none
	size_t size;
	int used;
	int64_t freed; // nanoseconds
};

static struct block blocks[MOST];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int64_t now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * (int64_t)1000000000 + t.tv_nsec;
}

static struct block *find(void *at) {
	for (struct block *b = blocks; b < blocks + MOST; b++)
		if (b->at == at && b->used)
			return b;
	return NULL;
}

// release gives the system what has been idle since a time.
static void release(int64_t since) {
	for (struct block *b = blocks; b < blocks + MOST; b++)
		if (b->at && !b->used && b->freed <= since) {
			munmap(b->at, b->size);
			b->at = NULL;
		}
}

// bound is the number in a file of a container's limit, 0 where there is none.
static size_t bound(const char *path) {
	char text[32] = "";
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return 0;
	if (read(file, text, sizeof text - 1) < 0)
		text[0] = 0;
	close(file);
	return strtoull(text, NULL, 10); // 0 of "max"
}

// memory is what this program may fill: the machine's, or its container's.
static size_t memory(void) {
	size_t all = (size_t)sysconf(_SC_PHYS_PAGES) * (size_t)sysconf(_SC_PAGESIZE);
	size_t second = bound("/sys/fs/cgroup/memory.max"), first = bound("/sys/fs/cgroup/memory/memory.limit_in_bytes");
	if (second && second < all)
		all = second;
	return first && first < all ? first : all;
}

static size_t idle_most; // 0 before the first block

// make_room releases the longest idle until no more are idle, beside a new
// block, than a quarter of the memory: two kinds of steps must not add up.
static void make_room(void) {
	if (!idle_most)
		idle_most = memory() / 4;
	for (;;) {
		size_t idle = 0;
		struct block *oldest = NULL;
		for (struct block *b = blocks; b < blocks + MOST; b++)
			if (b->at && !b->used) {
				idle += b->size;
				if (!oldest || b->freed < oldest->freed)
					oldest = b;
			}
		if (idle <= idle_most)
			return;
		munmap(oldest->at, oldest->size);
		oldest->at = NULL;
	}
}

static struct block *map(struct block *b, size_t size) {
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return NULL;
	madvise(at, size, MADV_HUGEPAGE);
	*b = (struct block){.at = at, .size = size};
	return b;
}

// choose gives the smallest kept block that is large enough and not much
// more, or a new one. NULL: there is no room for one.
static struct block *choose(size_t size) {
	struct block *best = NULL, *empty = NULL;
	for (struct block *b = blocks; b < blocks + MOST; b++) {
		if (!b->at)
			empty = b;
		else if (!b->used && b->size >= size && b->size - b->size / 8 <= size && (!best || b->size < best->size))
			best = b;
	}
	if (best || !empty)
		return best;
	make_room();
	struct block *b = map(empty, size);
	if (!b) {
		release(now());
		b = map(empty, size);
	}
	return b;
}

static void *take(size_t size) {
	if (size < LARGE || size > PTRDIFF_MAX)
		return NULL;
	int before = errno;
	size = (size + PAGE - 1) & ~(size_t)(PAGE - 1);
	pthread_mutex_lock(&lock);
	struct block *b = choose(size);
	if (b)
		b->used = 1;
	void *at = b ? b->at : NULL;
	pthread_mutex_unlock(&lock);
	errno = before;
	return at;
}

void pages_release_idle(void) {
	pthread_mutex_lock(&lock);
	release(now() - IDLE_TIME);
	pthread_mutex_unlock(&lock);
}

// give tells whether the block is one of these, which it keeps.
static int give(void *at) {
	if (!at || (uintptr_t)at % PAGE)
		return 0;
	pthread_mutex_lock(&lock);
	struct block *b = find(at);
	if (b) {
		b->used = 0;
		b->freed = now();
	}
	pthread_mutex_unlock(&lock);
	return b != NULL;
}

static size_t size_of(void *at) {
	if (!at || (uintptr_t)at % PAGE)
		return 0;
	pthread_mutex_lock(&lock);
	struct block *b = find(at);
	size_t size = b ? b->size : 0;
	pthread_mutex_unlock(&lock);
	return size;
}

void *pages_malloc(size_t size) {
	void *at = take(size);
	return at ? at : malloc(size);
}

void *pages_aligned_alloc(size_t align, size_t size) {
	void *at = align <= PAGE ? take(size) : NULL;
	return at ? at : aligned_alloc(align, size);
}

int pages_posix_memalign(void **at, size_t align, size_t size) {
	void *got = align <= PAGE ? take(size) : NULL;
	if (!got)
		return posix_memalign(at, align, size);
	*at = got;
	return 0;
}

void pages_free(void *at) {
	if (!give(at))
		free(at);
}

void *pages_realloc(void *at, size_t size) {
	size_t had = size_of(at);
	if (!had)
		return realloc(at, size);
	if (size <= had && size >= had / 2)
		return at;
	void *moved = size ? pages_malloc(size) : NULL;
	if (moved)
		memcpy(moved, at, had < size ? had : size);
	if (moved || !size)
		pages_free(at);
	return moved;
}
