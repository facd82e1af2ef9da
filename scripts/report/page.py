"""The report's page: one HTML file with its data, figures and libraries inside."""
import html
import json
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parent / "page.html"
SAME_FOR_ALL = "cascade"  # a column that is left out where it says the same in every row
EXPLANATION = ("A cascade asks a small model first. Where that one's confidence in its answer, from 0 to 1, is below the "
               "threshold, the text is deferred: the large model, its last tier, answers it.")
PROTOCOL = ("These numbers are for a comparison with the paper on such cascades, TangoBERT (Mamou et al., 2022). Its thresholds "
            "are read off the very texts that are scored: what one could get at best, not what the cascade does as deployed. "
            "Beside them: thresholds from one random half of the texts, scored on the other half; and from other texts, where "
            "there are some. Rows marked ▸ are the cascade as deployed, with the threshold that it has.")


def told(table):
    """Columns and rows for the page: without columns that are empty, and one cascade need not be named in every row."""
    columns, rows = table["columns"], table["rows"]
    kept = [at for at, column in enumerate(columns) if any(row[at] for row in rows)
            and not (column == SAME_FOR_ALL and len({row[at] for row in rows}) == 1)]
    return [columns[at] for at in kept], [[row[at] for at in kept] for row in rows]


def cells(row):
    return "".join(f"<td>{html.escape(field)}</td>" for field in row)


def table_html(table):
    columns, rows = told(table)
    head = "".join(f'<th scope="col">{html.escape(column)}</th>' for column in columns)
    marked = set(table["deployed"]) if len(table["deployed"]) < len(rows) else set()
    body = "\n".join(f'<tr{" class=deployed" if number in marked else ""}>{cells(row)}</tr>'
                     for number, row in enumerate(rows))
    note = '<p class="note">▸ the cascade as deployed</p>\n' if marked else ""
    below = f'<p>{html.escape(table["note"])}</p>\n' if "note" in table else ""
    return (f'<div class="table {html.escape(table["file"])}">\n'
            f'<h3>{html.escape(table["title"])} <a class="file" href="tables/{table["file"]}.csv">CSV</a></h3>\n{below}'
            f'<div class="wide" tabindex="0" role="region" aria-label="{html.escape(table["title"])}">\n'
            f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>\n"
            f'<p class="hint" hidden>This table is wider than the page: scroll it sideways →</p>\n{note}</div>\n')


def tables_html(report, part):
    return "".join(table_html(table) for table in report["tables"] if table["part"] == part)


def figure_html(figure):
    name = html.escape(figure["file"])
    return (f'<figure><h3>{html.escape(figure["title"])}</h3>\n'
            f'<div class="chart" id="{name}" role="img" aria-label="{html.escape(figure["text"])}"></div>\n'
            f'<figcaption>{html.escape(figure["text"])} <a class="file" href="figures/{name}.svg">SVG</a> '
            f'<a class="file" href="figures/{name}.png">PNG</a></figcaption></figure>\n')


def section_html(section):
    return (f'<h2>{html.escape(section["title"])}</h2>\n<div class="figures">\n'
            + "".join(figure_html(figure) for figure in section["figures"]) + "</div>\n")


def opening_html(report):
    opening = report["opening"]
    if opening is None:
        return ""
    numbers = "".join(f'<div><dt>{html.escape(one["value"])}</dt><dd>{html.escape(one["text"])}</dd></div>\n'
                      for one in opening["numbers"])
    measured = " ".join(line.splitlines()[0] for line in report["summary"])
    warnings = "".join(f'<p class="warning" role="note">{html.escape(one)}</p>\n' for one in opening["warnings"])
    return (f'<p class="lead">{html.escape(opening["sentence"])}</p>\n{warnings}<dl class="numbers">\n{numbers}</dl>\n'
            f'<p class="measured">{html.escape(report.get("explanation", EXPLANATION))} {html.escape(measured)}</p>\n')


def detail_html(report):
    tables = tables_html(report, "detail")
    return f"<h2>More tables</h2>\n{tables}" if tables else ""


def protocol_html(report):
    tables = tables_html(report, "protocol")
    return f"<h2>The paper's protocol</h2>\n<p>{html.escape(PROTOCOL)}</p>\n{tables}" if tables else ""


def in_script(data):
    """JSON that may stand in a <script>: a text with a closing tag ends nothing."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=True).replace("<", "\\u003c")


def page_html(report, vega):
    """The page of a report.json; `vega`: JavaScript that sets window.vegaEmbed."""
    specifications = {figure["file"]: figure["specification"]
                      for section in report["sections"] for figure in section["figures"]}
    parts = {"TITLE": html.escape(report["title"]),
             "OPENING": opening_html(report),
             "SUMMARY": "".join(f"<p>{html.escape(line)}</p>\n" for line in report["summary"]),
             "DECISION": tables_html(report, "decision"),
             "DETAIL": detail_html(report),
             "PROTOCOL": protocol_html(report),
             "SECTIONS": "".join(section_html(section) for section in report["sections"]),
             "FIGURES": in_script(specifications),
             "PLACES": in_script(report["places"]),
             "START": in_script(report["start"] or 0),
             "VEGA": vega.replace("</script", "<\\/script")}
    first, *pieces = TEMPLATE.read_text(encoding="utf8").split("{{")
    return first + "".join(parts[name] + rest for name, rest in (piece.split("}}", 1) for piece in pieces))
