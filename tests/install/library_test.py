"""What the installed libtango.so shows, needs and does to its process.  library_test.py TREE"""
import re
import subprocess
import sys
import unittest
from pathlib import Path

PREFIX = Path(sys.argv[1]) / "prefix"
LIBRARY = PREFIX / "lib/libtango.so"
ALWAYS_THERE = re.compile(r"lib(c|m|stdc\+\+|gcc_s)\.so\.\d+|ld-linux.*")
# A library that calls these prints, reads where the program is, or changes the process that it is a part of.
NOT_FOR_A_LIBRARY = {"malloc_trim", "mallopt", "setrlimit", "prlimit", "setenv", "putenv", "unsetenv", "clearenv",
                     "signal", "sigaction", "printf", "puts", "putchar", "perror", "exit", "_exit", "abort_handler",
                     "fork", "vfork", "execv", "execve", "posix_spawn", "system", "popen", "readlink", "dladdr",
                     "prctl", "chdir", "umask", "setlocale", "std::cout", "std::cerr", "std::clog",
                     "std::locale::global", "std::set_terminate", "std::filesystem::read_symlink",
                     "std::filesystem::current_path"}


def output(*command):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout


def symbols(*flags):
    """Demangled, without versions and arguments."""
    lines = output("nm", "-D", "-C", *flags, LIBRARY).splitlines()
    return [re.sub(r"@.*", "", re.sub(r"^[0-9a-f ]{16} \w ", "", line)) for line in lines]


def dynamic(kind, file):
    return re.findall(rf"\({kind}\).*\[(.*)\]", output("readelf", "-d", file))


class Library(unittest.TestCase):
    def test_it_exports_the_public_names_and_nothing_else(self):
        names = [name for name in symbols("--defined-only") if not re.fullmatch(r"TANGO_[\d.]+", name)]
        public = re.compile(r"tango_\w+$|"
                            r"(typeinfo (name )?for |vtable for )?tango::(Cascade|Engine|CompletionQueue|Tokenizer|Error|version)\b")
        self.assertEqual([name for name in names if not public.match(name)], [])
        self.assertEqual([name for name in names if re.search(r"::Impl(::|$)", name)], [])
        for name in "tango::version()", "typeinfo for tango::Error", "tango_engine_classify":
            self.assertIn(name, names)

    def test_it_leaves_the_process_alone(self):
        called = {name.split("(")[0] for name in symbols("--undefined-only")}
        self.assertEqual(called & NOT_FOR_A_LIBRARY, set())
        self.assertIn("open", called)  # the list is read as intended
        self.assertNotIn(b"/proc/self/exe", LIBRARY.read_bytes())

    def test_its_name_has_a_version(self):
        version = re.search(r"\nVersion: (.*)\n", (PREFIX / "lib/pkgconfig/tango.pc").read_text())[1]
        self.assertTrue(LIBRARY.is_symlink())
        self.assertEqual(LIBRARY.resolve().name, f"libtango.so.{version}")
        soname = dynamic("SONAME", LIBRARY)[0]
        self.assertRegex(version, re.escape(soname.removeprefix("libtango.so.")))
        self.assertTrue((PREFIX / "lib" / soname).exists())

    def test_what_it_needs_travels_with_it(self):
        beside = {file.name for file in (PREFIX / "lib/tango").iterdir()}
        for file in LIBRARY, PREFIX / "bin/tango", *(PREFIX / "lib/tango").iterdir():
            missing = [name for name in dynamic("NEEDED", file)
                       if not ALWAYS_THERE.fullmatch(name) and name not in beside]
            # What asks endpoints is loaded where there are some, and wants the system's libcurl.
            self.assertEqual(missing, ["libcurl.so.4"] if file.name == "libtango-remote.so" else [], file)
        for file in LIBRARY, PREFIX / "bin/tango":
            loaded = output("ldd", file)
            for name in beside & set(dynamic("NEEDED", file)):
                self.assertRegex(loaded, rf"{re.escape(name)} => {re.escape(str(PREFIX))}/")

    def test_licences_of_what_travels(self):
        licences = PREFIX / "share/doc/tango/licences"
        for package in "libfmt-dev", "libhwy-dev", "libonig-dev", "zlib1g-dev", "libzstd-dev", "nlohmann-json3-dev", "libcli11-dev", "libtomlplusplus-dev":
            self.assertGreater((licences / package).stat().st_size, 500)

    def test_only_public_headers_are_there(self):
        included = set()
        headers = list((PREFIX / "include").rglob("*.h"))
        for header in headers:
            included |= set(re.findall(r'#\s*include\s*[<"](.*)[>"]', header.read_text()))
        self.assertTrue(headers)
        self.assertEqual({name for name in included if "/" in name and not name.startswith("tango/")}, set())


unittest.main(argv=sys.argv[:1] + sys.argv[2:])
