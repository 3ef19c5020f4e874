#include "program.h"

#include <elf.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum {
    SCRIPT_LINE = 256, /* BINPRM_BUF_SIZE, linux/binfmts.h */
    SEGMENT_LIMIT = 1024,
};

/* What both classes of ELF have in common for us. */
struct segments {
    uint64_t offset;
    unsigned count, size;
};

static bool script_interpreter(const char *line, size_t length, char *interpreter)
{
    size_t start = 2;
    while (start < length && (line[start] == ' ' || line[start] == '\t'))
        start++;
    size_t end = start;
    while (end < length && line[end] && line[end] != ' ' && line[end] != '\t' && line[end] != '\n')
        end++;
    memcpy(interpreter, line + start, end - start);
    interpreter[end - start] = 0;
    return end > start;
}

static bool native_machine(const unsigned char *ident, unsigned machine)
{
#if defined(__x86_64__)
    return (machine == EM_X86_64 && ident[EI_CLASS] == ELFCLASS64) || machine == EM_386;
#else
    return machine == EM_AARCH64 && ident[EI_CLASS] == ELFCLASS64;
#endif
}

static bool find_segments(const unsigned char *head, size_t length, struct segments *found, unsigned *machine)
{
    if (head[EI_DATA] != ELFDATA2LSB)
        return false;
    if (head[EI_CLASS] == ELFCLASS64 && length >= sizeof(Elf64_Ehdr)) {
        Elf64_Ehdr elf;
        memcpy(&elf, head, sizeof elf);
        *found = (struct segments){elf.e_phoff, elf.e_phnum, elf.e_phentsize};
        *machine = elf.e_machine;
        return elf.e_phentsize == sizeof(Elf64_Phdr);
    }
    if (head[EI_CLASS] == ELFCLASS32 && length >= sizeof(Elf32_Ehdr)) {
        Elf32_Ehdr elf;
        memcpy(&elf, head, sizeof elf);
        *found = (struct segments){elf.e_phoff, elf.e_phnum, elf.e_phentsize};
        *machine = elf.e_machine;
        return elf.e_phentsize == sizeof(Elf32_Phdr);
    }
    return false;
}

static bool read_segment(int fd, const struct segments *segments, unsigned index, Elf64_Phdr *segment)
{
    off_t at = (off_t)(segments->offset + (uint64_t)index * segments->size);
    if (segments->size == sizeof *segment)
        return pread(fd, segment, sizeof *segment, at) == sizeof *segment;
    Elf32_Phdr small;
    if (pread(fd, &small, sizeof small, at) != sizeof small)
        return false;
    *segment = (Elf64_Phdr){.p_type = small.p_type, .p_offset = small.p_offset, .p_filesz = small.p_filesz};
    return true;
}

static enum program elf_interpreter(int fd, const struct segments *segments, char *interpreter)
{
    Elf64_Phdr segment;
    for (unsigned i = 0; i < segments->count && i < SEGMENT_LIMIT; i++) {
        if (!read_segment(fd, segments, i, &segment))
            return PROGRAM_UNREADABLE;
        if (segment.p_type != PT_INTERP)
            continue;
        if (segment.p_filesz < 2 || segment.p_filesz >= PATH_LIMIT) /* the kernel refuses it too (load_elf_binary) */
            return PROGRAM_ALONE;
        ssize_t length = pread(fd, interpreter, segment.p_filesz, (off_t)segment.p_offset);
        interpreter[length > 0 ? length : 0] = 0;
        return length > 0 && interpreter[0] ? PROGRAM_INTERPRETED : PROGRAM_UNREADABLE;
    }
    return PROGRAM_ALONE;
}

enum program program_read(int fd, char interpreter[PATH_LIMIT])
{
    unsigned char head[SCRIPT_LINE];
    struct segments segments;
    unsigned machine;
    interpreter[0] = 0;
    ssize_t length = pread(fd, head, sizeof head, 0);
    if (length < 0)
        return PROGRAM_UNREADABLE;
    if (length > 2 && head[0] == '#' && head[1] == '!')
        return script_interpreter((const char *)head, (size_t)length, interpreter) ? PROGRAM_INTERPRETED : PROGRAM_ALONE;
    if (length < EI_NIDENT || memcmp(head, ELFMAG, SELFMAG) != 0 || !find_segments(head, (size_t)length, &segments, &machine))
        return PROGRAM_ALONE;
    enum program kind = elf_interpreter(fd, &segments, interpreter);
    return kind == PROGRAM_UNREADABLE || native_machine(head, machine) ? kind : PROGRAM_FOREIGN;
}
