#!/usr/bin/env python3
"""Draws deploy/grafana/dashboard.json from what a real Prometheus scrapes off a server under traffic.

  draw_dashboard.py TANGO_SERVER --cascade DIR [--seconds 240] [--output build/dashboard.png]

Grafana is in no registry that this project uses. Every panel is drawn at its place with its queries, legends and unit,
by Vega-Lite (scripts/report/render.py), so that one sees whether it shows what it is for.
"""
import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from server import ROOT, Server
from traffic import Threads, Traffic, misbehave

sys.path.append(str(ROOT / "scripts/report"))
import render  # noqa: E402

FORMATS = {"percentunit": ".1%", "s": "~s"}
COLUMN, ROW = 34, 26  # a cell of the grid, in pixels


class Prometheus:
    def __init__(self, folder, port):
        configuration = folder / "prometheus.yaml"
        configuration.write_text(f"""
global: {{scrape_interval: 2s, evaluation_interval: 2s}}
scrape_configs:
  - job_name: tango
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
""", encoding="utf8")
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={folder}/data",
             "--web.listen-address=127.0.0.1:0", "--log.format=json"], stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"127\.0\.0\.1:(\d\d+)", line):
                self.port = found[1]
                break

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()

    def series(self, expression, start, end):
        query = urllib.parse.urlencode({"query": expression, "start": start, "end": end, "step": 5})
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/query_range?{query}", timeout=30) as answer:
            return json.load(answer)["data"]["result"]


def rows_of(prometheus, panel, start, end):
    for target in panel["targets"]:
        for one in prometheus.series(target["expr"], start, end):
            name = re.sub(r"\{\{(\w+)\}\}", lambda found, labels=one["metric"]: labels.get(found[1], ""),
                          target["legendFormat"])
            for at, value in one["values"]:
                number = float(value)
                yield {"second": at - start, "series": name, "value": number if math.isfinite(number) else None}


def chart_of(panel, rows):
    unit = panel["fieldConfig"]["defaults"].get("unit", "")
    place = panel["gridPos"]
    size = {"title": panel["title"], "width": place["w"] * COLUMN - 60, "height": place["h"] * ROW - 90}
    if not rows:
        return size | {"data": {"values": [{}]}, "mark": {"type": "text", "text": "no data"}}
    return size | {
            "data": {"values": rows}, "mark": {"type": "line", "point": {"size": 8}},
            "encoding": {
                "x": {"field": "second", "type": "quantitative", "title": None},
                "y": {"field": "value", "type": "quantitative", "title": unit,
                      "axis": {"format": FORMATS.get(unit, "~s")}},
                "color": {"field": "series", "type": "nominal",
                          "legend": {"orient": "bottom", "title": None, "columns": 2}}}}


def board_of(charts):
    rows = {}
    for panel, chart in charts:
        rows.setdefault(panel["gridPos"]["y"], []).append((panel["gridPos"]["x"], chart))
    return {"vconcat": [{"hconcat": [chart for _, chart in sorted(row, key=lambda one: one[0])],
                         "resolve": {"scale": {"color": "independent"}}} for _, row in sorted(rows.items())],
            "resolve": {"scale": {"color": "independent"}}, "background": "white"}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", type=Path)
    parser.add_argument("--cascade", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--output", type=Path, default=ROOT / "build/dashboard.png")
    arguments = parser.parse_args()
    try:
        import vl_convert
    except ImportError:
        python = render.environment()
        os.execv(python, [str(python), *sys.argv])
    dashboard = json.loads((ROOT / "deploy/grafana/dashboard.json").read_text(encoding="utf8"))
    with (tempfile.TemporaryDirectory() as folder,
          Server(arguments.server, "--audit", folder, "--audit-rate", 0.05,
                 model=("--cascade", arguments.cascade)) as server,
          Prometheus(Path(folder), server.port) as prometheus):
        start = time.time()
        with Threads() as faults, Traffic(server, 4, 1, 40), Traffic(server, 2, 32, 1):
            misbehave(faults, server.connect, pause_seconds=2)
            faults.over.wait(arguments.seconds)
        end = time.time()
        panels = [panel for panel in dashboard["panels"] if panel["type"] == "timeseries"]
        charts = [(panel, chart_of(panel, list(rows_of(prometheus, panel, start, end)))) for panel in panels]
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    board = json.dumps(board_of(charts))
    arguments.output.write_bytes(vl_convert.vegalite_to_png(board, vl_version=render.VEGA_LITE, scale=1))
    print(f"wrote {arguments.output}")


if __name__ == "__main__":
    main()
