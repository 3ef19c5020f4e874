/** Calls that the measuring gate lets pass unseen, and that every profile allows: sensor/everyday.def says why. */
export const everydayCalls: readonly string[] = `
  read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek _llseek sendfile sendfile64
  poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
  epoll_pwait2 eventfd eventfd2
  futex futex_time64 set_robust_list get_robust_list rseq membarrier sched_yield sched_getaffinity
  mmap mmap2 munmap mprotect mremap madvise mincore brk
  rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 sigaction sigprocmask
  sigreturn sigaltstack restart_syscall
  nanosleep clock_nanosleep clock_nanosleep_time64 clock_gettime clock_gettime64 clock_getres clock_getres_time64 gettimeofday time times
  getpid gettid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getgroups getuid32 geteuid32 getgid32 getegid32 getgroups32
  getresuid getresgid getresuid32 getresgid32
  setuid setgid setgroups setuid32 setgid32 setgroups32 setresuid setresgid setresuid32 setresgid32 setsid setpgid capget capset prctl
  arch_prctl set_tid_address set_thread_area get_thread_area
  close close_range fstat fstat64 fcntl fcntl64 ioctl dup dup2 dup3 pipe pipe2 getdents getdents64 getcwd fchdir fstatfs fstatfs64 umask
  sendmsg recvmsg recvfrom recv send getsockopt setsockopt getsockname getpeername shutdown
  exit exit_group wait4 waitid waitpid kill tgkill tkill uname getrandom getrlimit ugetrlimit getrusage prlimit64
`
  .trim()
  .split(/\s+/);
