"""scripts/abi: what it accepts, and that it accepts the library as it is.  abi_test.py TREE"""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ABI = Path(__file__).resolve().parent.parent.parent / "scripts/abi"
LIBRARY = Path(sys.argv[1]).parent / "libtango.so"
if not shutil.which("abidiff"):
    sys.exit(77)


def abi(*words, **environment):
    return subprocess.run([str(ABI), *map(str, words)], capture_output=True, text=True,
                          env={**os.environ, **environment})


class Abi(unittest.TestCase):
    def library(self, folder, code, soname="libmade_up.so.1"):
        source, library = Path(folder) / "code.cpp", Path(folder) / "libmade_up.so"
        source.write_text(code)
        subprocess.run(["c++", "-g", "-shared", "-fPIC", f"-Wl,-soname,{soname}", source, "-o", library], check=True)
        return library

    def test_the_library_keeps_the_interface_of_its_last_release(self):
        done = abi(LIBRARY)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_additions_pass_and_changes_do_not(self):
        released = "struct Made { int a; }; int up(Made* made) { return made->a; }"
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(abi("--record", self.library(folder, released), TANGO_ABI=folder).returncode, 0)
            for code, status in ((released, 0),
                                 (released + "int more(int x) { return x; }", 0),
                                 (released.replace("int a;", "int a; int b;"), 1),
                                 (released.replace("up(", "down("), 1)):
                done = abi(self.library(folder, code), TANGO_ABI=folder)
                self.assertEqual(done.returncode, status, code + done.stdout + done.stderr)
            done = abi(self.library(folder, "int other() { return 1; }", "libmade_up.so.2"), TANGO_ABI=folder)
            self.assertEqual(done.returncode, 0)
            self.assertIn("no release has the name libmade_up.so.2 yet", done.stdout)


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
