#!/usr/bin/env python3
"""Draws a report: the program that `tango report` runs on the report.json that it has written.

  scripts/report/render.py DIR

DIR/report.json holds "title", "opening", "summary" (lines), "tables" and "measured" (figures/__init__.py). The
figures of "measured" are added to it, as "places", "start" and "sections"; its results stay, by name, as "results".
Then come DIR/index.html, which needs nothing else, and each figure as SVG and PNG. Vega and Vega-Lite come with the
package vl-convert-python; the first run puts it into tango's cache (33 MB). The exit status is 4 if the results are
not what `tango evaluate --sweep` of this version writes, 7 if a file can't be read or written, or the package not be
installed.
"""
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

sys.dont_write_bytecode = True  # beside an installed tango, in a folder that a package owns
import figures  # noqa: E402
from page import page_html  # noqa: E402

PACKAGE = "vl-convert-python==1.9.0.post1"
VEGA_LITE = "6.4"
WRONG_USE, INVALID_INPUT, NO_FILE = 2, 4, 7  # as tango's own


def environment():
    """The Python that has the package, made when it is not there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tango"
    home = cache / f"report-{PACKAGE.rsplit('=', 1)[1]}"
    python = home / "bin/python"
    if not (home / "ready").exists():
        print(f"report: installing {PACKAGE} into {home}, once", file=sys.stderr)
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE],
                       check=True, stdout=sys.stderr)
        (home / "ready").touch()
    return python


def drawn(report):
    """The report with its figures; one that has them already stays as it is."""
    if "measured" not in report:
        return report
    measured = report["measured"]
    explanation = {"explanation": report["explanation"]} if "explanation" in report else {}
    return {"title": report["title"],
            "opening": report["opening"],
            "summary": report["summary"],
            "places": figures.places(measured),
            "start": figures.start(measured),
            "tables": report["tables"],
            "sections": figures.sections(measured, report.get("certified")),
            "results": {one["name"]: one["results"] for one in measured}} | explanation


def write_pictures(report, directory, vl_convert):
    directory.mkdir(exist_ok=True)
    for figure in (figure for section in report["sections"] for figure in section["figures"]):
        svg = vl_convert.vegalite_to_svg(json.dumps(figure["specification"]), vl_version=VEGA_LITE)
        (directory / f"{figure['file']}.svg").write_text(svg, encoding="utf8")
        (directory / f"{figure['file']}.png").write_bytes(vl_convert.svg_to_png(svg, scale=2))


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 0 if "--help" in sys.argv or "-h" in sys.argv else WRONG_USE
    directory = Path(sys.argv[1])
    file = directory / "report.json"
    report = json.loads(file.read_text(encoding="utf8"))
    try:
        report = drawn(report)
    except figures.NOT_RESULTS as error:
        print(f"report: no figures can be drawn of these results: {type(error).__name__}: {error}", file=sys.stderr)
        return INVALID_INPUT
    file.write_text(json.dumps(report, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf8")
    try:
        import vl_convert
    except ImportError:
        python = environment()
        os.execv(python, [str(python), str(Path(__file__).resolve()), sys.argv[1]])
    write_pictures(report, directory / "figures", vl_convert)
    vega = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    (directory / "index.html").write_text(page_html(report, vega), encoding="utf8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"report: {error}", file=sys.stderr)
        sys.exit(NO_FILE)
