"""The CPU that a bench runs on, and how every engine is held to a smaller instruction set."""
import os
import re
import subprocess
import sys
from pathlib import Path

from places import ROOT

SOURCE, LIBRARY = ROOT / "bench/hold_to_avx2.c", ROOT / "build/hold_to_avx2.so"


def _cpuinfo(field):
    found = re.search(rf"^{field}\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else "unknown"


def cpu():
    """Its name, and its numbers, because virtual machines hide the name."""
    return f"{_cpuinfo('model name')} (family {_cpuinfo('cpu family')}, model {_cpuinfo('model')})"


def kind(isa):
    """Whose figures these are: vnni where int8 dot products are one instruction, else avx2."""
    has_vnni = {"avx512_vnni", "avx_vnni"} & set(_cpuinfo("flags").split())
    return "vnni" if has_vnni and isa != "avx2" else "avx2"


def held(isa):
    """Whether the CPU has more than the engines may use."""
    return isa == "avx2" and bool({"avx512f", "avx_vnni"} & set(_cpuinfo("flags").split()))


def cpuid_is_hidden():
    """Whether engines without a switch of their own are held, too: not every machine lets CPUID trap."""
    return os.environ.get("LD_PRELOAD") == str(LIBRARY)


def hold_to(isa):
    """Call first, before the engines are imported. Starts this program anew under a library that
    hides the rest from CPUID, where the machine allows that: ONNX Runtime and CTranslate2's products
    have no switch."""
    if not isa:
        return
    for name in ("OV_CPU_MAX_ISA", "ONEDNN_MAX_CPU_ISA"):
        os.environ[name] = isa.upper()
    os.environ["ATEN_CPU_CAPABILITY"] = isa
    if not held(isa):
        return
    if not cpuid_is_hidden():
        LIBRARY.parent.mkdir(exist_ok=True)
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", LIBRARY, SOURCE], check=True)
        sys.stdout.flush()
        hidden = {**os.environ, "LD_PRELOAD": str(LIBRARY)}
        if subprocess.run([sys.executable, "-c", ""], env=hidden, check=False).returncode != 0:
            print("engines without a switch for instruction sets are left out", file=sys.stderr)
            return
        os.execve(sys.executable, [sys.executable, *sys.argv], hidden)
    from numpy._core._multiarray_umath import __cpu_features__ as seen
    if seen["AVX512F"] or not seen["AVX2"]:
        sys.exit("CPUID still shows AVX-512, or no AVX2: the engines are not held to AVX2")


def for_tango(isa):
    """The environment of a child that has a switch of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    return {**environment, **({"TANGO_ISA": isa} if isa else {})}
