// Checks the functions of blocks_linux.c in a program of their own; run by TestBlocks.
#include "../blocks_linux.c"
#include <stdio.h>

#define CHECK(what) do { if (!(what)) { printf("line %d: not so: %s\n", __LINE__, #what); exit(1); } } while (0)

static const size_t MB = 1 << 20;

static volatile size_t no_memory_has = (size_t)PTRDIFF_MAX - 100; // volatile: compilers warn of the constant

static int kept(void) {
	int n = 0;
	for (int i = 0; i < MOST; i++)
		n += blocks[i].at && !blocks[i].used;
	return n;
}

static void *get(size_t size) {
	void *at;
	CHECK(pages_posix_memalign(&at, 64, size) == 0);
	CHECK((uintptr_t)at % 64 == 0);
	return at;
}

static void comes_back(void) {
	char *a = get(100 * MB), *b = get(70 * MB);
	memset(a, 1, 100 * MB);
	CHECK(a != b);
	pages_free(a);
	pages_free(b);
	CHECK(get(65 * MB) == b); // the smallest that is large enough
	CHECK(get(90 * MB) == a);
	pages_free(a);
	pages_free(b);
	CHECK(pages_malloc(99 * MB) == a);
	pages_free(a);
	char *small = get(10 * MB); // not in a much larger block
	CHECK(small != a && small != b);
	pages_free(small);
	CHECK(kept() == 3);
}

static void goes_when_idle(void) {
	for (int i = 0; i < MOST; i++)
		blocks[i].freed -= IDLE_TIME;
	pages_free(get(3 * MB));
	pages_release_idle();
	CHECK(kept() == 1);
}

static void leaves_room(void) {
	CHECK(memory() >= 64 * MB && idle_most == memory() / 4);
	idle_most = 10 * MB;
	pages_free(get(6 * MB));
	pages_free(get(13 * MB));
	CHECK(kept() == 3);
	pages_free(get(27 * MB));
	CHECK(kept() == 1); // all were older, and the last of them above idle_most
	pages_free(get(7 * MB));
	CHECK(kept() == 1);
	pages_free(get(2 * MB));
	CHECK(kept() == 2);
	release(now());
}

static void moves(void) {
	char *a = get(8 * MB);
	memset(a, 7, 8 * MB);
	char *b = pages_realloc(a, 9 * MB);
	CHECK(b != a && b[0] == 7 && b[8 * MB - 1] == 7);
	pages_free(b);
	a = get(8 * MB);
	a[99] = 5;
	b = pages_realloc(a, 100);
	CHECK(b[99] == 5);
	pages_free(b);
	CHECK(pages_realloc(get(2 * MB), 0) == NULL);
	pages_free(NULL);
}

static void as_the_c_library(void) {
	void *at = NULL;
	CHECK(pages_posix_memalign(&at, 3, 100) == EINVAL);
	CHECK(pages_posix_memalign(&at, 24, 100) == EINVAL);
	CHECK(pages_posix_memalign(&at, 64, no_memory_has) == ENOMEM && !at);
	CHECK(pages_posix_memalign(&at, 1 << 16, 2 * MB) == 0 && (uintptr_t)at % (1 << 16) == 0);
	pages_free(at);
	at = pages_aligned_alloc(4096, 4096); // at the begin of a page, and not one of these
	CHECK(at);
	pages_free(at);
}

static void more_than_fit(void) {
	static char *all[MOST + 50];
	for (int i = 0; i < MOST + 50; i++)
		*(all[i] = get(MB)) = i;
	for (int i = 0; i < MOST + 50; i++) {
		CHECK(*all[i] == (char)i);
		pages_free(all[i]);
	}
}

static void *many(void *seed) {
	unsigned r = (uintptr_t)seed;
	char *have[8] = {0};
	for (int i = 0; i < 20000; i++) {
		char **p = &have[rand_r(&r) % 8];
		if (*p)
			CHECK(**p == (char)(uintptr_t)seed);
		pages_free(*p);
		*p = rand_r(&r) % 2 ? get(MB + rand_r(&r) % (8 * MB)) : pages_malloc(1 + rand_r(&r) % (2 * MB));
		**p = (uintptr_t)seed;
	}
	for (int i = 0; i < 8; i++)
		pages_free(have[i]);
	return NULL;
}

int main(void) {
	comes_back();
	goes_when_idle();
	leaves_room();
	moves();
	as_the_c_library();
	more_than_fit();
	pthread_t t[4];
	for (uintptr_t i = 0; i < 4; i++)
		CHECK(pthread_create(&t[i], NULL, many, (void *)(i + 1)) == 0);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	release(now() + 1);
	CHECK(kept() == 0);
	puts("fine");
}
