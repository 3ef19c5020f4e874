#include "bpf.h"

#include <string.h>

#include "test.h"

static size_t jump(const struct sock_filter *at, uint32_t accumulator)
{
    bool yes = false;
    switch (at->code) {
    case BPF_JMP | BPF_JA: return at->k;
    case BPF_JMP | BPF_JEQ | BPF_K: yes = accumulator == at->k; break;
    case BPF_JMP | BPF_JGE | BPF_K: yes = accumulator >= at->k; break;
    case BPF_JMP | BPF_JSET | BPF_K: yes = accumulator & at->k; break;
    default: CHECK(!"known instruction");
    }
    return yes ? at->jt : at->jf;
}

uint32_t bpf_run(const struct sock_filter *code, size_t length, const struct seccomp_data *call)
{
    uint32_t accumulator = 0;
    for (size_t at = 0; at < length; at++) {
        switch (BPF_CLASS(code[at].code)) {
        case BPF_LD:
            if (code[at].code != (BPF_LD | BPF_W | BPF_ABS) || code[at].k + 4 > sizeof *call || code[at].k % 4)
                CHECK(!"aligned load inside struct seccomp_data");
            else
                memcpy(&accumulator, (const char *)call + code[at].k, 4);
            break;
        case BPF_RET: return code[at].k;
        default: at += jump(&code[at], accumulator);
        }
    }
    CHECK(!"a return on every path");
    return 0;
}
