"""The report's page: one HTML file with its data, figures and libraries inside."""
import html
import json
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parent / "page.html"


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


def section_html(section):
    return (f'<section><h2>{html.escape(section["title"])}</h2>\n'
            + "".join(figure_html(figure) for figure in section["figures"]) + "</section>\n")


def in_script(data):
    """JSON that may stand in a <script>: a text with a closing tag ends nothing."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=True).replace("<", "\\u003c")


def page_html(report, vega):
    """The page of a report.json; `vega`: JavaScript that sets window.vegaEmbed."""
    specifications = {figure["file"]: figure["specification"]
                      for section in report["sections"] for figure in section["figures"]}
    parts = {"TITLE": html.escape(report["title"]),
             "SUMMARY": "".join(f"<p>{html.escape(line)}</p>\n" for line in report["summary"]),
             "TABLES": "".join(table_html(table) for table in report["tables"]),
             "SECTIONS": "".join(section_html(section) for section in report["sections"]),
             "FIGURES": in_script(specifications),
             "PLACES": in_script(report["places"]),
             "VEGA": vega.replace("</script", "<\\/script")}
    first, *pieces = TEMPLATE.read_text(encoding="utf8").split("{{")
    return first + "".join(parts[name] + rest for name, rest in (piece.split("}}", 1) for piece in pieces))
