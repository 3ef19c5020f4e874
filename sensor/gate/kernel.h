/* System calls without a libc. The gate carries file capabilities, so the kernel starts it with AT_SECURE, and a libc would then strip
   LD_LIBRARY_PATH, TMPDIR and others from the environment that belongs to the application. */
#ifndef STACK_SLIM_KERNEL_H
#define STACK_SLIM_KERNEL_H

#include <sys/syscall.h>

/* Result or -errno. */
#if defined(__x86_64__)
static inline long kernel6(long number, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
static inline long kernel6(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory", "cc");
    return x0;
}
#endif

#define KERNEL1(n, a) kernel6((n), (long)(a), 0, 0, 0, 0, 0)
#define KERNEL2(n, a, b) kernel6((n), (long)(a), (long)(b), 0, 0, 0, 0)
#define KERNEL3(n, a, b, c) kernel6((n), (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define KERNEL5(n, a, b, c, d, e) kernel6((n), (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)

#endif
