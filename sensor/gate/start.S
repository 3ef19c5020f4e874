/* Entry: hand the initial stack (argc, argv, envp) to gate_main. */
    .section .note.GNU-stack, "", %progbits
    .text
    .globl _start
_start:
#if defined(__x86_64__)
    xor %ebp, %ebp
    mov %rsp, %rdi
    and $-16, %rsp
    call gate_main
    hlt
#elif defined(__aarch64__)
    mov x29, #0
    mov x30, #0
    mov x0, sp
    bl gate_main
    brk #0
#endif
