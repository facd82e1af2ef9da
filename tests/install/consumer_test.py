"""Builds programs against an installed Tango, or with it as a part of theirs.  consumer_test.py TREE CLASS"""
import json
import os
import shutil
import signal
import subprocess
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
TREE = Path(sys.argv[1])
PREFIX = TREE / "prefix"
CASCADE = SOURCE / "tests/golden/tiny-cascade"
ENVIRONMENT = {**os.environ, "TANGO_CACHE": "off"}


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          env={**ENVIRONMENT, **more})
    if done.returncode != 0:
        raise AssertionError(f"{command}: status {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def build_with_cmake(name, source, *settings):
    """The directory of what was built."""
    build = TREE / name
    shutil.rmtree(build, ignore_errors=True)
    run("cmake", "-G", "Ninja", "-S", source, "-B", build, "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", *settings)
    run("cmake", "--build", build)
    return build


class Consumer(unittest.TestCase):
    def check_answer(self, program, **environment):
        self.assertIn(run(program, CASCADE, **environment), ("negative\n", "positive\n"))

    def check_flags(self, build):
        """No flag, include or definition of Tango's own build reaches the consumer's source."""
        commands = json.loads((build / "compile_commands.json").read_text())
        own = [entry["command"] for entry in commands if "CMakeFiles/with_tango" in entry["command"]]
        self.assertTrue(own)
        for command in own:
            for flag in "-march", "-Werror", "-Wall", "-O2", "-DHWY", "-DFMT", "-fvisibility", "/src ":
                self.assertNotIn(flag, command)


class FindPackage(Consumer):
    def test_shared_and_static(self):
        build = build_with_cmake("find_package", HERE / "consumer", f"-DCMAKE_PREFIX_PATH={PREFIX}")
        self.check_answer(build / "with_tango")
        self.check_answer(build / "with_tango_static")
        self.check_flags(build)
        self.assertIn("libtango.so", run("ldd", build / "with_tango"))
        self.assertNotIn("libtango.so", run("ldd", build / "with_tango_static"))

    def test_another_version_is_not_taken(self):
        project = TREE / "other_version"
        project.mkdir(exist_ok=True)
        (project / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(other CXX)\n"
                                                "find_package(tango 7 REQUIRED)\n")
        with self.assertRaisesRegex(AssertionError, 'compatible\s+with requested version "7"'):
            run("cmake", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={PREFIX}")


class PkgConfig(Consumer):
    def test_it_says_how_to_compile_and_link(self):
        found = {"PKG_CONFIG_PATH": str(PREFIX / "lib/pkgconfig")}
        flags = run("pkg-config", "--cflags", "--libs", "tango", **found).split()
        program = TREE / "with_pkg_config"
        run("c++", "-std=c++20", HERE / "consumer/main.cpp", *flags, "-o", program)
        self.check_answer(program, LD_LIBRARY_PATH=str(PREFIX / "lib"))
        static = [flag.replace("-ltango", "-l:libtango.a")
                  for flag in run("pkg-config", "--static", "--libs", "--cflags", "tango", **found).split()]
        run("c++", "-std=c++20", HERE / "consumer/main.cpp", *static, "-o", program)
        self.check_answer(program, LD_LIBRARY_PATH=str(PREFIX / "lib/tango"))


class Examples(Consumer):
    def check_draining(self, program):
        """While its input stays open, SIGTERM ends it, and what it had taken is answered."""
        with subprocess.Popen([program, CASCADE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, env=ENVIRONMENT) as running:
            running.stdin.write("good\n")
            running.stdin.flush()
            first = running.stdout.readline()
            running.stdin.write("".join(f"bad movie {i}\n" for i in range(5000)))
            running.stdin.flush()
            running.send_signal(signal.SIGTERM)
            numbers = [int(line.split(":")[0]) for line in [first, *running.stdout]]
            said = running.stderr.read()
        self.assertEqual(running.returncode, 0, said)
        self.assertEqual(sorted(numbers), list(range(1, len(numbers) + 1)))
        self.assertEqual(said, f"{len(numbers)} texts taken, {len(numbers)} ended\n")

    def test_they_compile_against_the_installed_library_only(self):
        examples = TREE / "examples"
        shutil.rmtree(examples, ignore_errors=True)
        shutil.copytree(PREFIX / "share/doc/tango/examples", examples)
        build = build_with_cmake("examples_built", examples, f"-DCMAKE_PREFIX_PATH={PREFIX}")
        self.assertIn("speedup", run(build / "tango_demo", CASCADE, examples / "reviews.txt"))
        lines = subprocess.run([build / "tango_submit_and_cancel", CASCADE], input="good\nbad movie\n" * 5, check=True,
                               capture_output=True, text=True).stdout.splitlines()
        self.assertEqual(sorted(int(line.split(":")[0]) for line in lines), list(range(1, 11)))
        self.check_draining(build / "tango_drain_on_sigterm")
        for program in "tango_classify", "tango_classify_c":
            answers = run(build / program, CASCADE, "good", "bad movie").splitlines()
            self.assertEqual(len(answers), 2)
            for answer in answers:
                self.assertRegex(answer, r"^(negative|positive) [01]\.\d{3} \(tier [12]\)$")
            with self.assertRaisesRegex(AssertionError, f"{program}: /no/such/cascade"):
                run(build / program, "/no/such/cascade")


class AddSubdirectory(Consumer):
    def test_tango_as_a_part_of_another_project(self):
        build = build_with_cmake("add_subdirectory", HERE / "embedded", f"-DTANGO={SOURCE}",
                                 "-DCMAKE_UNITY_BUILD=ON")
        self.check_answer(build / "with_tango")
        self.check_flags(build)
        cache = (build / "CMakeCache.txt").read_text()
        self.assertIn("CMAKE_BUILD_TYPE:STRING=\n", cache)
        self.assertFalse((build / "tango/tango").exists())  # no program


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
