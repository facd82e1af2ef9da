"""Makes the packages and runs them on Debian systems that have nothing else.  packages_test.py TREE"""
import json
import shutil
import socket
import subprocess
import sys
import unittest
import urllib.request
from pathlib import Path

from image import Image, NotHere, add_model, wait_for

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

    def test_the_steps_of_the_dockerfile_make_a_server(self):
        try:
            image = Image(PACKAGES)
        except NotHere as reason:
            self.skipTest(str(reason))
        self.addCleanup(shutil.rmtree, image.root)
        add_model(image.root)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        server = image.start(port)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(f"{url}/health")
            request = urllib.request.Request(f"{url}/predict", b'{"inputs": "good"}')
            with urllib.request.urlopen(request, timeout=60) as answer:
                self.assertEqual(len(json.load(answer)), 2)
            owner = Path(f"/proc/{server.pid}").stat()
            self.assertEqual(f"{owner.st_uid}:{owner.st_gid}", image.user)
            with self.assertRaises(OSError):
                (Path(f"/proc/{server.pid}/root") / "written").touch()
        finally:
            server.terminate()
            said = server.communicate(timeout=60)[1]
        self.assertEqual(server.returncode, 0, said)
        warnings = [line for line in said.splitlines() if "warning" in line]
        self.assertEqual(len(warnings), 1, said)  # an image listens to everybody
        self.assertIn("whoever reaches 0.0.0.0 may ask, without a key", warnings[0])


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
