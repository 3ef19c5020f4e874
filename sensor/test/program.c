#include "../observer/program.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "test.h"

static void check_program(const void *bytes, size_t size, enum program wanted, const char *interpreter)
{
    char path[128], found[PATH_LIMIT];
    make_file("program", bytes, size);
    snprintf(path, sizeof path, "%s/program", scratch());
    int fd = open(path, O_RDONLY);
    enum program got = program_read(fd, found);
    if (got != wanted)
        printf("program of %zu bytes: %d\n", size, got);
    CHECK(got == wanted);
    CHECK_TEXT(found, interpreter);
    close(fd);
}

static void check_script(const char *text, enum program wanted, const char *interpreter)
{
    check_program(text, strlen(text), wanted, interpreter);
}

struct image64 {
    Elf64_Ehdr head;
    Elf64_Phdr segments[2];
    char interpreter[16];
};

struct image32 {
    Elf32_Ehdr head;
    Elf32_Phdr segment;
    char interpreter[16];
};

static struct image64 image64(unsigned short machine)
{
    struct image64 image = {
        .head = {.e_ident = ELFMAG, .e_machine = machine, .e_phoff = sizeof(Elf64_Ehdr), .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 2},
        .segments = {{.p_type = PT_LOAD}, {.p_type = PT_INTERP, .p_offset = offsetof(struct image64, interpreter), .p_filesz = 11}},
        .interpreter = "/lib/ld.so"};
    image.head.e_ident[EI_CLASS] = ELFCLASS64;
    image.head.e_ident[EI_DATA] = ELFDATA2LSB;
    return image;
}

static struct image32 image32(unsigned short machine)
{
    struct image32 image = {
        .head = {.e_ident = ELFMAG, .e_machine = machine, .e_phoff = sizeof(Elf32_Ehdr), .e_phentsize = sizeof(Elf32_Phdr), .e_phnum = 1},
        .segment = {.p_type = PT_INTERP, .p_offset = offsetof(struct image32, interpreter), .p_filesz = 12},
        .interpreter = "/lib/ld32.so"};
    image.head.e_ident[EI_CLASS] = ELFCLASS32;
    image.head.e_ident[EI_DATA] = ELFDATA2LSB;
    return image;
}

static void check_damaged(struct image64 image)
{
    struct image64 damaged = image;
    damaged.segments[1].p_filesz = PATH_LIMIT;
    check_program(&damaged, sizeof damaged, PROGRAM_ALONE, "");
    damaged = image;
    damaged.segments[1].p_offset = 0x7fffffff;
    check_program(&damaged, sizeof damaged, PROGRAM_UNREADABLE, "");
    damaged = image;
    damaged.head.e_phoff = 0xffffffffffffff00u;
    check_program(&damaged, sizeof damaged, PROGRAM_UNREADABLE, "");
    damaged = image;
    damaged.head.e_phnum = 0xffff;
    damaged.segments[1].p_type = PT_LOAD;
    check_program(&damaged, sizeof damaged, PROGRAM_UNREADABLE, "");
    damaged = image;
    damaged.head.e_phentsize = 3;
    check_program(&damaged, sizeof damaged, PROGRAM_ALONE, "");
}

void test_program(void)
{
#if defined(__x86_64__)
    const unsigned short native = EM_X86_64, other = EM_AARCH64, narrow = EM_386;
    const enum program narrow_kind = PROGRAM_INTERPRETED;
#else
    const unsigned short native = EM_AARCH64, other = EM_X86_64, narrow = EM_ARM;
    const enum program narrow_kind = PROGRAM_FOREIGN;
#endif
    char line[400] = "#!/";
    check_script("#!/bin/sh\necho", PROGRAM_INTERPRETED, "/bin/sh");
    check_script("#! \t/usr/bin/env -S python3\n", PROGRAM_INTERPRETED, "/usr/bin/env");
    check_script("#!bin/tool", PROGRAM_INTERPRETED, "bin/tool");
    check_script("#!\n/bin/sh", PROGRAM_ALONE, "");
    check_script("#!", PROGRAM_ALONE, "");
    check_script("", PROGRAM_ALONE, "");
    check_script("\x7f" "ELF", PROGRAM_ALONE, "");
    memset(line + 3, 'x', sizeof line - 4);
    char cut[256] = "/";
    memset(cut + 1, 'x', 253);
    cut[254] = 0;
    check_script(line, PROGRAM_INTERPRETED, cut);
    struct image64 wide = image64(native);
    check_program(&wide, sizeof wide, PROGRAM_INTERPRETED, "/lib/ld.so");
    check_damaged(wide);
    wide = image64(other);
    check_program(&wide, sizeof wide, PROGRAM_FOREIGN, "/lib/ld.so");
    struct image32 small = image32(narrow);
    check_program(&small, sizeof small, narrow_kind, "/lib/ld32.so");
    wide = image64(native);
    wide.segments[1].p_type = PT_NULL;
    check_program(&wide, sizeof wide, PROGRAM_ALONE, "");
}
