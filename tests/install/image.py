"""The steps of deploy/Dockerfile without an engine: on a bare Debian, in a chroot; and what they make, as its user, with
a file system that it can't write to."""
import json
import shlex
import shutil
import string
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent
SUITES = {"debian:12-slim": "bookworm"}
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
RUN_READ_ONLY = """
mount --bind "$0" "$0" && mount --rbind /proc "$0/proc" && mount -t tmpfs tmpfs "$0/tmp" &&
mount -o remount,bind,ro "$0" && user=$1 && shift && exec chroot --userspec="$user" "$0" "$@"
"""


class NotHere(Exception):
    """What it takes is not on this machine."""


def instructions():
    """Pairs of an instruction and what follows it."""
    text = (SOURCE / "deploy/Dockerfile").read_text(encoding="utf8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return [tuple(line.split(maxsplit=1)) for line in lines if line and not line.startswith("#")]


class Image:
    def __init__(self, packages):
        self.packages = packages
        self.environment = dict(ENVIRONMENT)
        self.values = {}  # of ARG
        self.user = self.entry = self.arguments = self.port = None
        for instruction, what in instructions():
            getattr(self, "do_" + instruction.lower())(what)

    def do_from(self, base):
        done = subprocess.run([SOURCE / "scripts/bare_root", SUITES[base]], capture_output=True, text=True)
        if done.returncode == 77:
            raise NotHere(done.stderr)
        self.root = SOURCE / (done.stdout.strip() + "-image")
        shutil.rmtree(self.root, ignore_errors=True)
        subprocess.run(["cp", "-a", SOURCE / done.stdout.strip(), self.root], check=True)

    def do_arg(self, words):
        name, value = words.split("=")
        self.values[name] = value

    def do_copy(self, words):
        *sources, target = string.Template(words).substitute(self.values).split()
        found = [file for pattern in sources for file in self.packages.glob(pattern)]
        assert len(found) == 1, f"{words}: {found}"
        shutil.copy(found[0], self.root / target.lstrip("/"))

    def do_run(self, command):
        subprocess.run(["unshare", "--mount", "sh", "-c", 'mount --rbind /proc "$0/proc" && exec chroot "$0" sh -c "$1"',
                        self.root, command], env=self.environment, check=True, capture_output=True)

    def do_user(self, user):
        self.user = user

    def do_env(self, assignments):
        self.environment |= dict(one.split("=", 1) for one in shlex.split(assignments))

    def do_expose(self, port):
        self.port = port

    def do_entrypoint(self, words):
        self.entry = json.loads(words)

    def do_cmd(self, words):
        self.arguments = json.loads(words)

    def start(self, port):
        """As `docker run --read-only --tmpfs /tmp -p PORT:8080` does."""
        assert self.port in self.arguments
        words = [str(port) if word == self.port else word for word in self.entry + self.arguments]
        return subprocess.Popen(["unshare", "--mount", "sh", "-c", RUN_READ_ONLY, self.root, self.user, *words],
                                env=self.environment, stderr=subprocess.PIPE, text=True)


def wait_for(url):
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read()
        except (OSError, urllib.error.URLError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def add_model(root):
    """The tiny cascade as /models/tiny."""
    golden = SOURCE / "tests/golden"
    cascade = json.loads((golden / "tiny-cascade/cascade.json").read_text(encoding="utf8"))
    place = root / "models/tiny"
    place.mkdir(parents=True)
    for tier in cascade["tiers"]:
        name = Path(tier["model"]).name
        shutil.copytree(golden / name, place / name)
        tier["model"] = name
    (place / "cascade.json").write_text(json.dumps(cascade), encoding="utf8")
