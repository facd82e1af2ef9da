"""Makes the packages and runs them on Debian systems that have nothing else.  packages_test.py TREE"""
import subprocess
import sys
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent
BUILD = Path(sys.argv[1]).parent
PACKAGES = BUILD / "packages"


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for old in PACKAGES.glob("tango*.*"):
            old.unlink()
        subprocess.run(["cpack"], cwd=BUILD, check=True, capture_output=True)
        cls.deb, = PACKAGES.glob("tango_*.deb")
        cls.archive, = PACKAGES.glob("tango-*.tar.gz")

    def test_the_deb_depends_on_the_c_and_cpp_libraries_only(self):
        depends = subprocess.run(["dpkg-deb", "--field", self.deb, "Depends"], check=True, capture_output=True,
                                 text=True).stdout
        self.assertRegex(depends, r"^libc6 \(>= [\d.]+\), libstdc\+\+6 \(>= \d+\)\n$")

    def test_files_are_under_the_prefix_alone(self):
        listed = subprocess.run(["tar", "-tzf", self.archive], check=True, capture_output=True, text=True).stdout
        folders = {line.split("/")[1] for line in listed.splitlines() if line.count("/") > 1}
        self.assertEqual(folders, {"bin", "include", "lib", "share"})
        self.assertNotIn("tango-train", listed)

    def test_both_run_on_bare_debian_12_and_13(self):
        done = subprocess.run([SOURCE / "scripts/bare_debian", PACKAGES, BUILD / "tango_demo", "bookworm", "trixie"], capture_output=True,
                              text=True)
        if done.returncode == 77:
            self.skipTest(done.stderr)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual((done.stdout.count('"label"'), done.stdout.count("speedup")), (4, 2), done.stdout)


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
