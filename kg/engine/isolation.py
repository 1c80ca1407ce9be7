"""Taking from a worker process what it never needs: sockets, other programs, new processes, writing files.

The engine has calls that reach out (SERVICE, LOAD) and no switch to turn them off. The guard refuses them by name;
this makes them impossible: a seccomp filter (https://docs.kernel.org/userspace-api/seccomp_filter.html) that the
process puts on itself needs no privilege and can never be taken off again.
"""

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from dataclasses import dataclass

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_MODE_FILTER = 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_CLONE_THREAD = 0x10000
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True)
class _Calls:
    """System call numbers of an architecture (asm/unistd.h)."""

    audit: int
    foreign: int
    """Numbers from here on belong to another calling convention of the same machine."""
    clone: int
    clone3: int
    refused: tuple[int, ...]
    """socket, socketpair, connect, bind, listen, execve, execveat, fork, vfork, ptrace, kill, process_vm_writev,
    io_uring_setup, pidfd_getfd, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal, process_vm_readv;
    prlimit64, setpriority, sched_setparam, sched_setscheduler, sched_setaffinity, sched_setattr, ioprio_set;
    shmget, shmat, msgget, semget, mq_open, add_key, request_key, keyctl; bpf, userfaultfd, perf_event_open,
    memfd_create, mount, umount2, chroot, unshare, setns; where an architecture has them."""
    connecting: tuple[int, int]
    """socket and connect, of these."""
    changing: tuple[int, ...]
    """creat, unlink, unlinkat, rename, renameat, renameat2, truncate, ftruncate, mkdir, mkdirat, rmdir, link, linkat,
    symlink, symlinkat, chmod, fchmod, fchmodat, mknod, mknodat, openat2; chown, fchown, lchown, fchownat, utime,
    utimes, utimensat, futimesat, setxattr, lsetxattr, fsetxattr, removexattr, lremovexattr, fremovexattr, fallocate;
    where an architecture has them."""
    opening: tuple[tuple[int, int], ...]
    """open and openat, each with the place of the argument that has the flags."""


MACHINES = {
    "x86_64": _Calls(
        0xC000003E,
        0x40000000,
        56,
        435,
        (41, 53, 42, 49, 50, 59, 322, 57, 58, 101, 62, 311, 425, 438, 200, 234, 129, 297, 424, 310,
         302, 141, 142, 144, 203, 314, 251, 29, 30, 68, 64, 240, 248, 249, 250, 321, 323, 298,
         319, 165, 166, 161, 272, 308),
        (41, 42),
        (85, 87, 263, 82, 264, 316, 76, 77, 83, 258, 84, 86, 265, 88, 266, 90, 91, 268, 133, 259, 437,
         92, 93, 94, 260, 132, 235, 280, 261, 188, 189, 190, 197, 198, 199, 285),
        ((2, 1), (257, 2)),
    ),
    "aarch64": _Calls(
        0xC00000B7,
        0x40000000,
        220,
        435,
        (198, 199, 203, 200, 201, 221, 281, 117, 129, 271, 425, 438, 130, 131, 138, 240, 424, 270,
         261, 140, 118, 119, 122, 274, 30, 194, 196, 186, 190, 180, 217, 218, 219, 280, 282, 241,
         279, 40, 39, 51, 97, 268),
        (198, 203),
        (35, 38, 276, 45, 46, 34, 37, 36, 52, 53, 33, 437, 55, 54, 88, 5, 6, 7, 14, 15, 16, 47),
        ((56, 2),),
    ),
}  # fmt: skip


class CannotIsolate(OSError):
    """This kernel or machine does not let a process shut itself in."""


def end_with_parent(parent: int) -> None:
    """Has the kernel kill this process when its parent, the process `parent`, ends, however that happens."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it ended before the kernel was asked


def limit_memory(further: int) -> None:
    """Lets this process take `further` more bytes of address space than it has now, and leave no core file."""
    with open("/proc/self/statm", encoding="ascii") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + further, used + further))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def shut_in(write_files: bool = False, connect: bool = False) -> None:
    """Refuses this process, for ever, any new socket, program or process, and writing to files.

    `write_files` leaves the last allowed, `connect` making connections. To be called while there is one thread.
    Raises CannotIsolate.
    """
    if not write_files:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit then fails as EFBIG
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    shut_thread_in(write_files, connect)


def shut_thread_in(write_files: bool = False, connect: bool = False) -> None:
    """Refuses the thread that calls it the same, and those that it will start. Raises CannotIsolate."""
    machine = platform.machine()
    if machine not in MACHINES:
        raise CannotIsolate(errno.ENOSYS, f"no filter of system calls is known for {machine}")
    program = _program(MACHINES[machine], write_files, connect)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HL", len(program) // 8, ctypes.addressof(buffer))
    library = ctypes.CDLL(None, use_errno=True)
    for arguments in ((_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (_PR_SET_SECCOMP, _MODE_FILTER, header, 0, 0)):
        if library.prctl(*arguments) != 0:
            number = ctypes.get_errno()
            raise CannotIsolate(number, f"the kernel refuses a filter of system calls: {os.strerror(number)}")


def _program(calls: _Calls, write_files: bool, connect: bool) -> bytes:
    """The filter in classic BPF: pairs of a test and what it leads to."""

    def step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("HBBI", code, then, otherwise, value)

    steps = [
        step(_LOAD, _ARCHITECTURE),
        step(_EQUAL, calls.audit, then=1),
        step(_RETURN, _KILL),
        step(_LOAD, _NUMBER),
        step(_AT_LEAST, calls.foreign, otherwise=1),
        step(_RETURN, _KILL),
    ]
    refused = [number for number in calls.refused if not connect or number not in calls.connecting]
    for number in refused if write_files else (*refused, *calls.changing):
        steps += [step(_EQUAL, number, otherwise=1), step(_RETURN, _FAIL | errno.EPERM)]
    for number, argument in () if write_files else calls.opening:
        steps += [step(_EQUAL, number, otherwise=4), step(_LOAD, _FIRST_ARGUMENT + 8 * argument)]
        steps += [step(_ANY_BIT, _TO_WRITE, otherwise=1), step(_RETURN, _FAIL | errno.EPERM), step(_RETURN, _ALLOW)]
    # The C library falls back from clone3, whose flags a filter cannot read, to clone, whose flags it can.
    steps += [step(_EQUAL, calls.clone3, otherwise=1), step(_RETURN, _FAIL | errno.ENOSYS)]
    steps += [step(_EQUAL, calls.clone, otherwise=3), step(_LOAD, _FIRST_ARGUMENT)]
    steps += [step(_ANY_BIT, _CLONE_THREAD, then=1), step(_RETURN, _FAIL | errno.EPERM), step(_RETURN, _ALLOW)]
    return b"".join(steps)
