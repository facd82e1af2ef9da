"""The installed program, in a place where it was not installed.  program_test.py TREE"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent
PREFIX = Path(sys.argv[1]) / "prefix"
# No variable of this process: not where libraries are, nor a home.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "TANGO_CACHE": "off"}


def tango(*words, program=PREFIX / "bin/tango"):
    return subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, env=ENVIRONMENT)


class Program(unittest.TestCase):
    def test_it_classifies(self):
        done = subprocess.run([PREFIX / "bin/tango", "classify", "--cascade", SOURCE / "tests/golden/tiny-cascade"],
                              input="good\nbad\n", capture_output=True, text=True, env=ENVIRONMENT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len([json.loads(line)["label"] for line in done.stdout.splitlines()]), 2)

    def test_report_draws_with_what_came_with_the_package(self):
        with tempfile.TemporaryDirectory() as folder:
            moved, results = Path(folder) / "moved", Path(folder) / "results.json"
            shutil.copytree(PREFIX, moved, symlinks=True)
            program = moved / "bin/tango"
            texts = Path(folder) / "texts.tsv"
            texts.write_text("sentence\tlabel\n" + "good\tpositive\nbad movie\tnegative\n" * 8)
            done = tango("evaluate", "--cascade", SOURCE / "tests/golden/tiny-cascade", "--input", texts, "--sweep",
                         "--repeats", "2", "--precision", "fp32", "--quiet", "--output", results, program=program)
            self.assertEqual(done.returncode, 0, done.stderr)
            drawing = moved / "share/tango/report/render.py"
            self.assertIn("def ", drawing.read_text())
            drawing.write_text('#!/bin/sh\necho drawn by the moved one >"$1/index.html"\n')
            done = tango("report", results, "--output", moved / "report", program=program)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("the moved one", (moved / "report/index.html").read_text())
            drawing.unlink()
            done = tango("report", results, "--output", moved / "another", program=program)
            self.assertEqual(done.returncode, 3)
            self.assertIn(f"{drawing}: not there", done.stderr)

    def test_it_serves(self):
        server = subprocess.Popen([PREFIX / "bin/tango", "serve", "--cascade", SOURCE / "tests/golden/tiny-cascade",
                                   "--port", "0"], stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
        self.addCleanup(server.communicate)
        self.addCleanup(server.kill)
        said = iter(server.stderr.readline, "")
        url = next(found[0] for line in said if (found := re.search(r"http://\S+", line)))
        asked = urllib.request.Request(f"{url}/predict", b'{"inputs": "good"}')
        with urllib.request.urlopen(asked, timeout=30) as answer:
            self.assertEqual(len(json.load(answer)), 2)
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(30), 0)

    def test_the_servers_libraries_came_with_it(self):
        listed = subprocess.run(["ldd", PREFIX / "bin/tango-server"], capture_output=True, text=True, check=True,
                                env=ENVIRONMENT).stdout
        self.assertIn("libgrpc", listed)
        elsewhere = [line for line in listed.splitlines() if str(PREFIX.resolve()) not in line
                     and not re.search(r"linux-vdso|ld-linux|lib(c|m|stdc\+\+|gcc_s)\.so", line)]
        self.assertEqual(elsewhere, [])

    def test_a_trainer_is_not_part_of_it(self):
        self.assertFalse((PREFIX / "bin/tango-train").exists())
        done = tango("train", "--base", "x", "--output", "y")
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"{PREFIX}/bin/tango-train: not there", done.stderr)

    def test_each_command_has_a_man_page(self):
        if not shutil.which("help2man"):
            self.skipTest("no help2man")
        pages = PREFIX / "share/man/man1"
        for command in "classify", "build", "evaluate", "report", "bench":
            page = (pages / f"tango-{command}.1").read_text()
            self.assertRegex(page, rf"(?m)^tango-{command} \\- [A-Z].*[a-z)]$")
            self.assertIn(rf"tango {command} ", page.replace("\\fI\\,", "").replace("\n.B", "").replace("\n", " "))
        self.assertIn("Exit status", (pages / "tango.1").read_text())


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
