#!/usr/bin/env python3
"""The page and the pictures of a report that `tango report` has written as report.json.

  scripts/report/render.py DIR

Writes DIR/index.html, which needs nothing else, and each figure as SVG and PNG. Vega and Vega-Lite come with the
package vl-convert-python; the first run puts it into tango's cache (33 MB).
"""
import html
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "vl-convert-python==1.9.0.post1"
VEGA_LITE = "6.4"


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


def table_html(table):
    head = "".join(f'<th scope="col">{html.escape(column)}</th>' for column in table["columns"])
    rows = "\n".join("<tr>" + "".join(f"<td>{html.escape(field)}</td>" for field in row) + "</tr>"
                     for row in table["rows"])
    return (f'<h3>{html.escape(table["title"])} <a class="file" href="tables/{table["file"]}.csv">CSV</a></h3>\n'
            f'<div class="wide" tabindex="0" role="region" aria-label="{html.escape(table["title"])}">\n'
            f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div>\n")


def figure_html(figure):
    name = html.escape(figure["file"])
    return (f'<figure><h3>{html.escape(figure["title"])}</h3>\n'
            f'<div class="chart" id="{name}" role="img" aria-label="{html.escape(figure["text"])}"></div>\n'
            f'<figcaption>{html.escape(figure["text"])} <a class="file" href="figures/{name}.svg">SVG</a> '
            f'<a class="file" href="figures/{name}.png">PNG</a></figcaption></figure>\n')


def sections(report):
    for section in report["sections"]:
        yield f'<section><h2>{html.escape(section["title"])}</h2>\n'
        yield from (figure_html(figure) for figure in section["figures"])
        yield "</section>\n"


def in_script(data):
    """JSON that may stand in a <script>: a text with a closing tag ends nothing."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=True).replace("<", "\\u003c")


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 0 if "--help" in sys.argv or "-h" in sys.argv else 2
    try:
        import vl_convert
    except ImportError:
        python = environment()
        os.execv(python, [str(python), str(HERE / "render.py"), sys.argv[1]])
    directory = Path(sys.argv[1])
    report = json.loads((directory / "report.json").read_text(encoding="utf8"))
    figures = [figure for section in report["sections"] for figure in section["figures"]]
    (directory / "figures").mkdir(exist_ok=True)
    for figure in figures:
        specification = json.dumps(figure["specification"])
        svg = vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE)
        (directory / "figures" / f"{figure['file']}.svg").write_text(svg, encoding="utf8")
        (directory / "figures" / f"{figure['file']}.png").write_bytes(vl_convert.svg_to_png(svg, scale=2))
    parts = {"TITLE": html.escape(report["title"]),
             "SUMMARY": "".join(f"<p>{html.escape(line)}</p>\n" for line in report["summary"]),
             "TABLES": "".join(table_html(table) for table in report["tables"]),
             "SECTIONS": "".join(sections(report)),
             "FIGURES": in_script({figure["file"]: figure["specification"] for figure in figures}),
             "PLACES": in_script(report["places"]),
             "VEGA": vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
                     .replace("</script", "<\\/script")}
    page = (HERE / "page.html").read_text(encoding="utf8")
    pieces = page.split("{{")
    page = pieces[0] + "".join(parts[piece.split("}}", 1)[0]] + piece.split("}}", 1)[1] for piece in pieces[1:])
    (directory / "index.html").write_text(page, encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
