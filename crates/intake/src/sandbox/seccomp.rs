//! Allows only the system calls that a server needs, with seccomp.
//!
//! Every other call fails with "not implemented", as on a kernel without that call. So the C library falls back where
//! it can (`clone3` to `clone`), and no process is killed in the middle of a tip.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Is, SeccompCondition,
    SeccompFilter, SeccompRule, apply_filter_all_threads,
};

/// System calls that are allowed with any arguments. Landlock restricts which files can be opened by name. None of
/// these calls changes the mode, owner or times of a file by its name.
#[rustfmt::skip]
const ALWAYS: &[c_long] = &[
    // For reading and writing open files.
    libc::SYS_read, libc::SYS_write, libc::SYS_readv, libc::SYS_writev, libc::SYS_pread64, libc::SYS_pwrite64, libc::SYS_preadv,
    libc::SYS_pwritev, libc::SYS_lseek, libc::SYS_close, libc::SYS_dup, libc::SYS_fcntl, libc::SYS_flock, libc::SYS_fsync,
    libc::SYS_fdatasync, libc::SYS_ftruncate, libc::SYS_copy_file_range, libc::SYS_getdents64,
    // For files that are named by a path.
    libc::SYS_openat, libc::SYS_newfstatat, libc::SYS_fstat, libc::SYS_statx, libc::SYS_statfs, libc::SYS_fstatfs, libc::SYS_faccessat,
    libc::SYS_faccessat2, libc::SYS_readlinkat, libc::SYS_getcwd, libc::SYS_mkdirat, libc::SYS_unlinkat, libc::SYS_renameat,
    libc::SYS_renameat2, libc::SYS_linkat,
    // For accepted connections.
    libc::SYS_accept, libc::SYS_accept4, libc::SYS_recvfrom, libc::SYS_recvmsg, libc::SYS_shutdown,
    libc::SYS_getsockname, libc::SYS_getpeername, libc::SYS_getsockopt, libc::SYS_setsockopt,
    // For waiting.
    libc::SYS_epoll_create1, libc::SYS_epoll_ctl, libc::SYS_epoll_pwait, libc::SYS_ppoll, libc::SYS_eventfd2, libc::SYS_pipe2,
    libc::SYS_futex, libc::SYS_nanosleep, libc::SYS_clock_nanosleep, libc::SYS_sched_yield, libc::SYS_restart_syscall,
    // For memory and threads.
    libc::SYS_brk, libc::SYS_munmap, libc::SYS_mremap, libc::SYS_madvise, libc::SYS_mlock, libc::SYS_set_robust_list, libc::SYS_rseq,
    libc::SYS_set_tid_address, libc::SYS_sched_getaffinity, libc::SYS_exit, libc::SYS_exit_group,
    // For signals to this process.
    libc::SYS_rt_sigaction, libc::SYS_rt_sigprocmask, libc::SYS_rt_sigreturn, libc::SYS_sigaltstack,
    // For queries, such as for the time.
    libc::SYS_clock_gettime, libc::SYS_clock_getres, libc::SYS_gettimeofday, libc::SYS_getrandom, libc::SYS_getpid, libc::SYS_gettid,
    libc::SYS_getuid, libc::SYS_geteuid, libc::SYS_getgid, libc::SYS_getegid, libc::SYS_sysinfo, libc::SYS_uname,
];

/// Older names of some of the allowed system calls, which only x86-64 processors have.
#[cfg(target_arch = "x86_64")]
#[rustfmt::skip]
const OLDER: &[c_long] = &[
    libc::SYS_open, libc::SYS_stat, libc::SYS_lstat, libc::SYS_access, libc::SYS_readlink, libc::SYS_mkdir, libc::SYS_rmdir,
    libc::SYS_unlink, libc::SYS_rename, libc::SYS_link, libc::SYS_poll, libc::SYS_epoll_wait, libc::SYS_time,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[c_long] = &[];

/// System calls that are allowed only if the settings name a database, an object store or a certificate authority.
const CALLING: &[c_long] = &[libc::SYS_connect, libc::SYS_sendmmsg, libc::SYS_recvmmsg];

/// Allows only a server's calls, in every thread. Returns a warning if this kernel or processor has no such filter.
pub(super) fn filter(connect: bool) -> Option<String> {
    let applied = program(connect)
        .map_err(|error| error.to_string())
        .and_then(|program| apply_filter_all_threads(&program).map_err(|error| error.to_string()));
    applied
        .err()
        .map(|why| format!("system calls are not filtered ({why}): use a kernel with seccomp, on x86_64 or aarch64"))
}

fn program(connect: bool) -> Result<BpfProgram, BackendError> {
    let mut rules: BTreeMap<c_long, Vec<SeccompRule>> = BTreeMap::new();
    rules.extend(ALWAYS.iter().chain(OLDER).map(|call| (*call, Vec::new())));
    let mut only = |call: c_long, rule: Result<SeccompRule, BackendError>| {
        rules.entry(call).or_default().push(rule?);
        Ok::<_, BackendError>(())
    };
    // No memory can be made executable, so injected code cannot run.
    only(libc::SYS_mmap, no_bit(2, libc::PROT_EXEC))?;
    only(libc::SYS_mprotect, no_bit(2, libc::PROT_EXEC))?;
    // A new thread of this process is allowed, but no new process.
    only(libc::SYS_clone, every_bit(0, libc::CLONE_THREAD | libc::CLONE_VM | libc::CLONE_SIGHAND))?;
    only(libc::SYS_prctl, equal(0, libc::PR_SET_NAME))?;
    // The process may send signals only to itself, for `abort`.
    only(libc::SYS_tgkill, equal(0, std::process::id().cast_signed()))?;
    // A datagram pair could reach another socket by naming its address. A listener that was shut down could reach it by
    // TCP Fast Open.
    only(libc::SYS_socketpair, all([is(0, libc::AF_UNIX), masked(1, SOCKET_TYPE, libc::SOCK_STREAM)]))?;
    only(libc::SYS_sendmsg, no_bit(2, libc::MSG_FASTOPEN))?;
    let named = if connect { None } else { Some(SeccompCondition::new(4, Length::Qword, Is::Eq, 0)) };
    only(libc::SYS_sendto, all([masked(3, libc::MSG_FASTOPEN, 0)].into_iter().chain(named)))?;
    // The mode of a file cannot be changed so that other users may open it.
    only(libc::SYS_fchmod, no_bit(1, 0o7077))?;
    only(libc::SYS_ioctl, equal(1, i32::try_from(libc::FIONBIO).unwrap_or(0)))?;
    // Resource limits can be read but not set. The times of an open file can be set.
    only(libc::SYS_prlimit64, null(2))?;
    only(libc::SYS_utimensat, null(1))?;
    if connect {
        for family in [libc::AF_INET, libc::AF_INET6] {
            only(libc::SYS_socket, equal(0, family))?;
        }
        rules.extend(CALLING.iter().map(|call| (*call, Vec::new())));
    }
    let otherwise = SeccompAction::Errno(libc::ENOSYS.unsigned_abs());
    SeccompFilter::new(rules, otherwise, SeccompAction::Allow, std::env::consts::ARCH.try_into()?)?.try_into()
}

/// The bits of a socket's type that are not flags.
const SOCKET_TYPE: i32 = 0xf;

/// The argument is `value`.
fn equal(argument: u8, value: i32) -> Result<SeccompRule, BackendError> {
    all([is(argument, value)])
}

fn is(argument: u8, value: i32) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, Length::Dword, Is::Eq, bits(value))
}

/// The bits of the argument in `mask` are exactly those of `value`.
fn masked(argument: u8, mask: i32, value: i32) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, Length::Dword, Is::MaskedEq(bits(mask)), bits(value))
}

/// The argument is a null pointer.
fn null(argument: u8) -> Result<SeccompRule, BackendError> {
    all([SeccompCondition::new(argument, Length::Qword, Is::Eq, 0)])
}

/// The argument has none of the bits in `mask`.
fn no_bit(argument: u8, mask: i32) -> Result<SeccompRule, BackendError> {
    all([masked(argument, mask, 0)])
}

/// The argument has all bits in `mask`.
fn every_bit(argument: u8, mask: i32) -> Result<SeccompRule, BackendError> {
    all([masked(argument, mask, mask)])
}

fn all(
    conditions: impl IntoIterator<Item = Result<SeccompCondition, BackendError>>,
) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(conditions.into_iter().collect::<Result<_, _>>()?)
}

fn bits(value: i32) -> u64 {
    u64::from(value.cast_unsigned())
}
