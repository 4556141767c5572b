// The C library's functions, with blocks of 1 MB and more kept for a while.
#include <stddef.h>

void *pages_malloc(size_t size);
void *pages_aligned_alloc(size_t align, size_t size);
int pages_posix_memalign(void **at, size_t align, size_t size);
void pages_free(void *at);
void *pages_realloc(void *at, size_t size);

// pages_release_idle gives the system what has been idle for ten seconds.
void pages_release_idle(void);

// pages_keep lets a library that is loaded, and C++'s new and delete, call the
// functions above instead of the C library's. It gives the number of the
// library's entries that it replaced.
int pages_keep(const char *path);
