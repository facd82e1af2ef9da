"""Runs a program under the filter of system calls of a systemd unit.  under_filter.py UNIT PROGRAM ARGUMENTS...

systemd answers a call that its filter leaves out with an error; here the process is killed instead, so that no call
goes unseen. Those that --refuse=CALL names get EPERM, as systemd would have it. Needs systemd-analyze and Linux's
headers."""
import argparse
import ctypes
import errno
import os
import re
import struct
import subprocess
import sysconfig
from pathlib import Path

ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
LOAD_NUMBER, IF_EQUAL, RETURN = 0x20, 0x15, 0x06  # of classic BPF
SET_SECCOMP, SECCOMP_FILTER, NO_NEW_PRIVILEGES = 22, 2, 38  # of prctl(2)
HEADER = Path("/usr/include") / (sysconfig.get_config_var("MULTIARCH") or "") / "asm/unistd_64.h"


def calls_of(word):
    """Of a set such as @resources, or the call itself."""
    if not word.startswith("@"):
        return {word}
    text = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter", word], check=True, capture_output=True,
                          text=True).stdout
    words = [line.strip() for line in text.splitlines()[1:]]
    return set().union(*(calls_of(one) for one in words if one and not one.startswith("#")))


def allowed_by(unit):
    """As systemd.exec(5) has it: the first line says what is allowed, each further one adds or takes away."""
    allowed = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        calls = set().union(*(calls_of(word) for word in line.removeprefix("~").split()))
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    return allowed


def numbers_of(calls):
    known = dict(re.findall(r"^#define __NR_(\w+) (\d+)$", HEADER.read_text(encoding="utf8"), re.MULTILINE))
    return sorted(int(known[call]) for call in calls if call in known)


def install(allowed, refused):
    def step(code, yes, no, value):
        return struct.pack("=HBBI", code, yes, no, value)

    program = step(LOAD_NUMBER, 0, 0, 0)
    for calls, answer in ((refused, REFUSE), (allowed, ALLOW)):
        for number in numbers_of(calls):
            program += step(IF_EQUAL, 0, 1, number) + step(RETURN, 0, 0, answer)
    program += step(RETURN, 0, 0, KILL)
    steps = ctypes.create_string_buffer(program, len(program))
    described = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(steps)))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or library.prctl(SET_SECCOMP, SECCOMP_FILTER, described):
        raise OSError(ctypes.get_errno(), "the filter was not taken")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--refuse", action="append", default=[])
    parser.add_argument("unit", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    install(allowed_by(given.unit.read_text(encoding="utf8")), given.refuse)
    os.execv(given.command[0], given.command)
