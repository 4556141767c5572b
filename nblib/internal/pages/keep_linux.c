// Puts other functions into the table through which a loaded library calls the
// C library's (its GOT). The linker could do that, but Go's own linker, which
// links the cells of a notebook, exports no functions of C.
#define _GNU_SOURCE
#include "blocks_linux.h"
#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined __GLIBC__ && defined __x86_64__
enum { JUMP = R_X86_64_JUMP_SLOT, DATA = R_X86_64_GLOB_DAT };
#elif defined __GLIBC__ && defined __aarch64__
enum { JUMP = R_AARCH64_JUMP_SLOT, DATA = R_AARCH64_GLOB_DAT };
#else
enum { JUMP = -1, DATA = -1 }; // tables of another form are left alone
#endif

struct function {
	const char *name;
	void *ours;
};

// What takes blocks back comes first, for other threads already run.
static const struct function functions[] = {
	{"free", pages_free},
	{"realloc", pages_realloc},
	{"malloc", pages_malloc},
	{"aligned_alloc", pages_aligned_alloc},
	{"posix_memalign", pages_posix_memalign},
};

struct search {
	const char *path;
	const struct function *function;
	int found; // entries of the library itself
};

// put writes an entry of the table, which may be read-only since it was filled.
static int put(void **entry, void *function, int read_only) {
	uintptr_t page = sysconf(_SC_PAGESIZE);
	void *start = (void *)((uintptr_t)entry & ~(page - 1));
	if (read_only && mprotect(start, page, PROT_READ | PROT_WRITE))
		return 0;
	__atomic_store_n(entry, function, __ATOMIC_RELEASE);
	if (read_only)
		mprotect(start, page, PROT_READ);
	return 1;
}

// replace goes through one list of entries.
static int replace(const struct function *f, struct dl_phdr_info *library, const ElfW(Rela) *list, size_t size, const ElfW(Sym) *symbols, const char *names) {
	int found = 0;
	for (const ElfW(Rela) *r = list; r < list + size / sizeof *r; r++) {
		int type = ELF64_R_TYPE(r->r_info);
		if (type != JUMP && type != DATA)
			continue;
		if (strcmp(names + symbols[ELF64_R_SYM(r->r_info)].st_name, f->name))
			continue;
		int read_only = 0;
		for (int i = 0; i < library->dlpi_phnum; i++) {
			const ElfW(Phdr) *p = &library->dlpi_phdr[i];
			read_only |= p->p_type == PT_GNU_RELRO && r->r_offset - p->p_vaddr < p->p_memsz;
		}
		found += put((void **)(library->dlpi_addr + r->r_offset), f->ours, read_only);
	}
	return found;
}

static int visit(struct dl_phdr_info *library, size_t size, void *data) {
	struct search *s = data;
	int itself = !strcmp(library->dlpi_name, s->path);
	if (!itself && !strstr(library->dlpi_name, "/libstdc++.so")) // C++'s new and delete
		return 0;
	const ElfW(Dyn) *d = NULL;
	for (int i = 0; i < library->dlpi_phnum; i++)
		if (library->dlpi_phdr[i].p_type == PT_DYNAMIC)
			d = (const void *)(library->dlpi_addr + library->dlpi_phdr[i].p_vaddr);
	const ElfW(Rela) *calls = NULL, *others = NULL;
	const ElfW(Sym) *symbols = NULL;
	const char *names = NULL;
	size_t calls_size = 0, others_size = 0;
	for (; d && d->d_tag != DT_NULL; d++)
		switch (d->d_tag) {
		case DT_JMPREL: calls = (const void *)d->d_un.d_ptr; break;
		case DT_PLTRELSZ: calls_size = d->d_un.d_val; break;
		case DT_RELA: others = (const void *)d->d_un.d_ptr; break;
		case DT_RELASZ: others_size = d->d_un.d_val; break;
		case DT_SYMTAB: symbols = (const void *)d->d_un.d_ptr; break;
		case DT_STRTAB: names = (const void *)d->d_un.d_ptr; break;
		}
	if (!symbols || !names)
		return 0;
	int found = replace(s->function, library, calls, calls_size, symbols, names) +
		replace(s->function, library, others, others_size, symbols, names);
	s->found += itself ? found : 0;
	return 0;
}

int pages_keep(const char *path) {
	struct search s = {.path = path};
	for (size_t i = 0; JUMP >= 0 && i < sizeof functions / sizeof *functions; i++) {
		s.function = &functions[i];
		dl_iterate_phdr(visit, &s);
	}
	return s.found;
}
