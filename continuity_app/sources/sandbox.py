"""A closed process on Linux: no network, no other program, nothing written or changed; it may read, and answer.

A hardening beside the limits of `closed.py`, not in their place: parsers of foreign files hold a bug now and then, and
what breaks out of one shall find nothing to reach for. Landlock (since Linux 5.13) forbids writing, seccomp forbids
sockets and programs; where a system has one of them or none, the doctor says so.
"""

import ctypes
import platform
import struct
import sys
from dataclasses import dataclass

WRITING, NETWORK = "writing", "network"

_SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_ASK_VERSION = 1
_WRITE_RIGHTS = sum(1 << bit for bit in (0, 1, *range(4, 13)))
"""Of Landlock's first version: execute, write, remove and make; reading (bits 2 and 3) stays free."""
_LATER_RIGHTS = {2: 1 << 13, 3: 1 << 14}
"""Moving into other folders, cutting off."""
_SIGNALS_SINCE = 6

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000
_X32 = 0x40000000


@dataclass(frozen=True, slots=True)
class _Machine:
    """A processor's number in the kernel's audit, and its numbers of the system calls that are refused."""

    arch: int
    refused: tuple[int, ...]


_MACHINES = {
    # socket connect bind listen socketpair · execve execveat kill ptrace mount keyctl bpf perf_event_open userfaultfd
    # io_uring_setup pidfd_getfd process_vm_readv process_vm_writev · chmod, chown, setxattr, utime and their kin
    "x86_64": _Machine(
        0xC000003E,
        (
            *(41, 42, 49, 50, 53, 59, 322, 62, 101, 165, 250, 321, 298, 323, 425, 438, 310, 311),
            *(90, 91, 268, 452, 92, 93, 94, 260, 188, 189, 190, 132, 235, 261, 280),
        ),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        (
            *(198, 203, 200, 201, 199, 221, 281, 129, 117, 40, 219, 280, 241, 282, 425, 438, 270, 271),
            *(52, 53, 452, 54, 55, 5, 6, 7, 88),
        ),
    ),
}


def offered() -> tuple[str, ...]:
    """What this system can forbid a reading process: `writing`, `network`, both or nothing."""
    if sys.platform != "linux":
        return ()
    found = [WRITING] if _landlock_version() else []
    # Asked without a filter, a kernel that knows filters complains of the address (EFAULT), another of the question.
    no_such_address = 14
    refused = _libc().prctl(_SET_SECCOMP, _FILTER, None, 0, 0)
    if refused and ctypes.get_errno() == no_such_address and platform.machine() in _MACHINES:
        found.append(NETWORK)
    return tuple(found)


def close_in() -> tuple[str, ...]:
    """Closes this process in, for good; gives what is forbidden from here on."""
    if sys.platform != "linux":
        return ()
    import resource  # noqa: PLC0415 - Windows has none

    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, resource.getrlimit(limit)[1]))
    if _libc().prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return ()
    done = [WRITING] if _forbid_writing() else []
    return (*done, NETWORK) if _forbid_calls() else tuple(done)


def _forbid_writing() -> bool:
    version = _landlock_version()
    if not version:
        return False
    rights = _WRITE_RIGHTS | sum(right for since, right in _LATER_RIGHTS.items() if version >= since)
    wanted = struct.pack("QQQ", rights, 0, 2 if version >= _SIGNALS_SINCE else 0)
    known = wanted if version >= _SIGNALS_SINCE else wanted[:8]
    ruleset = _libc().syscall(_CREATE_RULESET, known, len(known), 0)
    return ruleset >= 0 and not int(_libc().syscall(_RESTRICT_SELF, ruleset, 0))


def _forbid_calls() -> bool:
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine.arch), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    steps += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)]
    for number in machine.refused:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    steps.append((_RETURN, 0, 0, _ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    return not int(_libc().prctl(_SET_SECCOMP, _FILTER, program, 0, 0))


def _landlock_version() -> int:
    """The version of Landlock, 0 where there is none."""
    return max(int(_libc().syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)), 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
