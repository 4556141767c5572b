// Checks the functions of pages_linux.c in a program of their own; run by TestBlocks.
#include "../pages_linux.c"
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
	CHECK(posix_memalign(&at, 64, size) == 0);
	CHECK((uintptr_t)at % 64 == 0);
	return at;
}

static void comes_back(void) {
	char *a = get(100 * MB), *b = get(70 * MB);
	memset(a, 1, 100 * MB);
	CHECK(a != b);
	free(a);
	free(b);
	CHECK(get(65 * MB) == b); // the smallest that is large enough
	CHECK(get(65 * MB) == a);
	free(a);
	free(b);
	CHECK(malloc(99 * MB) == a);
	free(a);
	char *small = get(10 * MB); // not in a block of more than twice its size
	CHECK(small != a && small != b);
	free(small);
	CHECK(kept() == 3);
}

static void goes_when_idle(void) {
	for (int i = 0; i < MOST; i++)
		blocks[i].freed -= IDLE_TIME;
	free(get(3 * MB));
	CHECK(kept() == 1);
}

static void leaves_room(void) {
	CHECK(memory() >= 64 * MB && idle_most == memory() / 4);
	idle_most = 1024 * MB;
	free(get(600 * MB));
	free(get(1300 * MB));
	CHECK(kept() == 3); // 3 MB, 600 and 1300: never touched, so they take no memory
	free(get(2700 * MB));
	CHECK(kept() == 1); // all were older, and the last of them above idle_most
	free(get(700 * MB));
	CHECK(kept() == 1);
	free(get(200 * MB));
	CHECK(kept() == 2);
	release(now());
}

static void moves(void) {
	char *a = get(8 * MB);
	memset(a, 7, 8 * MB);
	char *b = realloc(a, 9 * MB);
	CHECK(b != a && b[0] == 7 && b[8 * MB - 1] == 7);
	free(b);
	a = get(8 * MB);
	a[99] = 5;
	b = realloc(a, 100);
	CHECK(b[99] == 5);
	free(b);
	CHECK(realloc(get(2 * MB), 0) == NULL);
	free(NULL);
}

static void as_the_c_library(void) {
	void *at = NULL;
	CHECK(posix_memalign(&at, 3, 100) == EINVAL);
	CHECK(posix_memalign(&at, 24, 100) == EINVAL);
	CHECK(posix_memalign(&at, 64, no_memory_has) == ENOMEM && !at);
	CHECK(posix_memalign(&at, 1 << 16, 2 * MB) == 0 && (uintptr_t)at % (1 << 16) == 0);
	free(at);
	at = aligned_alloc(4096, 4096); // at the begin of a page, and not one of these
	CHECK(at);
	free(at);
}

static void more_than_fit(void) {
	static char *all[MOST + 50];
	for (int i = 0; i < MOST + 50; i++)
		*(all[i] = get(MB)) = i;
	for (int i = 0; i < MOST + 50; i++) {
		CHECK(*all[i] == (char)i);
		free(all[i]);
	}
}

static void *many(void *seed) {
	unsigned r = (uintptr_t)seed;
	char *have[8] = {0};
	for (int i = 0; i < 20000; i++) {
		char **p = &have[rand_r(&r) % 8];
		if (*p)
			CHECK(**p == (char)(uintptr_t)seed);
		free(*p);
		*p = rand_r(&r) % 2 ? get(MB + rand_r(&r) % (8 * MB)) : malloc(1 + rand_r(&r) % (2 * MB));
		**p = (uintptr_t)seed;
	}
	for (int i = 0; i < 8; i++)
		free(have[i]);
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
