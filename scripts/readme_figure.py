#!/usr/bin/env python3
"""Draws the README's picture, quality against speed on SST-2, from the results of `make paper`.

Example:
    scripts/readme_figure.py

Reads docs/results/paper/tables.md (each model alone, and the speedup at 98 %) and the curves of
docs/results/paper/sst2-one-at-a-time.svg; writes docs/images/sst2-light.svg and sst2-dark.svg.
A cascade's texts per second are its speedup times the texts per second of its last tier.
"""

import argparse
import html
import math
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs/results/paper"
TWO_TIERS = "SST-2: BiLSTM → MPNet-base"
THREE_TIERS = "SST-2: BiLSTM → MiniLM-L6 → MPNet-base"
ONE_AT_A_TIME = "one text at a time, one core"

WIDTH, HEIGHT = 880, 480
LEFT, RIGHT, TOP, BOTTOM = 64, 856, 92, 416  # of the plot
SPEEDS, ACCURACIES = (150, 100_000), (91.25, 95.25)
THEMES = {
    "light": {"paper": "#ffffff", "ink": "#1f2328", "soft": "#59636e", "grid": "#e3e7eb",
              "two": "#0969da", "three": "#bc4c00"},
    "dark": {"paper": "#0d1117", "ink": "#f0f6fc", "soft": "#9198a1", "grid": "#262c34",
             "two": "#58a6ff", "three": "#f0883e"},
}


def table_rows(text, heading):
    """The rows of the table under a heading, each a list of cells."""
    section = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for line in section.splitlines() if line.startswith("|")][2:]


def tiers_alone(text, cascade):
    """(texts per second, accuracy in percent) of each tier of a cascade, the cheapest first."""
    return [(float(row[4].replace(",", "")), float(row[2].split()[0]))
            for row in table_rows(text, "Tiers alone") if row[0] == cascade]


def speedup_at_98(text, cascade):
    for row in table_rows(text, "Speedups"):
        if row[:3] == [cascade, ONE_AT_A_TIME, "98 %"]:
            return float(row[4].rstrip("x"))
    sys.exit(f"tables.md: no speedup of {cascade} at 98 %")


def curve(picture, cascade):
    """(speedup, share of the last tier's score in percent) along a cascade's thresholds."""
    name = html.escape(cascade.removeprefix("SST-2: "))
    drawn = re.search(rf'<path aria-label="[^"]*series: {name}: cascade;[^"]*"[^>]*? d="([^"]*)"', picture)
    speeds = re.search(r"log scale with values from ([\d.]+) to ([\d.]+)", picture)
    shares = re.search(r"linear scale with values from ([\d.]+) to ([\d.]+)", picture)
    frame = re.search(r'class="background"[^>]*d="M0\.5,0\.5h(\d+)v(\d+)', picture)
    if not (drawn and speeds and shares and frame):
        sys.exit(f"sst2-one-at-a-time.svg: no curve of {cascade}")
    (slowest, fastest), (lowest, highest) = map(float, speeds.groups()), map(float, shares.groups())
    width, height = map(float, frame.groups())
    for x, y in re.findall(r"([-\d.]+),([-\d.]+)", drawn[1]):
        yield (slowest * (fastest / slowest) ** (float(x) / width),
               highest - (highest - lowest) * float(y) / height)


def place(point):
    """Pixels of (texts per second, accuracy)."""
    speed, accuracy = point
    across = math.log(speed / SPEEDS[0]) / math.log(SPEEDS[1] / SPEEDS[0])
    up = (accuracy - ACCURACIES[0]) / (ACCURACIES[1] - ACCURACIES[0])
    return LEFT + across * (RIGHT - LEFT), BOTTOM - up * (BOTTOM - TOP)


def words(x, y, text, color, *, size=14, anchor="start", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" fill="{color}" font-size="{size}" text-anchor="{anchor}" '
            f'font-weight="{weight}">{html.escape(text)}</text>')


def line(x1, y1, x2, y2, color, dashes=""):
    return f'<path d="M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}" stroke="{color}" stroke-dasharray="{dashes}"/>'


def axes(theme):
    for accuracy in range(math.ceil(ACCURACIES[0]), math.floor(ACCURACIES[1]) + 1):
        _, y = place((SPEEDS[0], accuracy))
        yield line(LEFT, y, RIGHT, y, theme["grid"])
        yield words(LEFT - 10, y + 5, f"{accuracy}", theme["soft"], anchor="end")
    for speed in (200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000):
        x, _ = place((speed, ACCURACIES[0]))
        yield line(x, TOP, x, BOTTOM, theme["grid"])
        yield words(x, BOTTOM + 22, f"{speed:,}", theme["soft"], anchor="middle")
    yield words((LEFT + RIGHT) / 2, HEIGHT - 14, "texts per second (log)", theme["ink"], anchor="middle")
    yield words(LEFT - 40, TOP - 14, "accuracy, %", theme["ink"])


def draw(theme, text, picture):
    alone = tiers_alone(text, THREE_TIERS)
    large = tiers_alone(text, TWO_TIERS)[-1]
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
           'role="img" font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif">')
    yield "<title>SST-2: accuracy against speed of cascades and of their models alone</title>"
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{theme["paper"]}"/>'
    yield words(LEFT - 40, 30, "SST-2: accuracy against speed on one core of an AMD EPYC", theme["ink"],
                size=19, weight="600")
    yield words(LEFT - 40, 53, "Test split, int8, one text at a time, tokenization included. "
                "Each point on a curve is a confidence threshold.", theme["soft"])
    yield from axes(theme)

    _, y = place((SPEEDS[0], 0.98 * large[1]))
    yield line(LEFT, y, RIGHT, y, theme["soft"], "5,4")
    yield words(RIGHT - 4, y + 17, "98 % of MPNet-base's accuracy", theme["soft"], size=13, anchor="end")

    marks = []
    for cascade, color, (across, down, anchor) in (
            (TWO_TIERS, theme["two"], (-10, 24, "end")),
            (THREE_TIERS, theme["three"], (10, -12, "start"))):
        speed, accuracy = tiers_alone(text, cascade)[-1]
        points = [(times * speed, share / 100 * accuracy) for times, share in curve(picture, cascade)]
        path = "L".join("{:.1f},{:.1f}".format(*place(point)) for point in points)
        yield f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2.5" stroke-linejoin="round"/>'
        x, y = place(max(point for point in points if point[1] >= 0.98 * accuracy))
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{color}" stroke="{theme["paper"]}" '
                     'stroke-width="2"/>')
        label = f"98 % of the accuracy, {speedup_at_98(text, cascade):.0f}× the speed"
        marks.append(words(x + across, y + down, label, color, size=15, anchor=anchor, weight="600"))
    yield from marks

    yield words(*place((2250, 94.02)), "cascade BiLSTM → MiniLM-L6 → MPNet-base", theme["three"])
    yield words(*place((1000, 93.8)), "cascade BiLSTM → MPNet-base", theme["two"], anchor="end")

    for name, point, (across, down, anchor) in (
            ("MPNet-base alone", large, (2, -24, "start")),
            ("MiniLM-L6 alone", alone[1], (-20, 8, "end")),
            ("BiLSTM alone", alone[0], (-4, 24, "middle"))):
        x, y = place(point)
        yield (f'<path d="M{x:.1f},{y - 7:.1f}l7,7l-7,7l-7,-7Z" fill="{theme["ink"]}" '
               f'stroke="{theme["paper"]}" stroke-width="2"/>')
        yield words(x + across, y + down, name, theme["ink"], anchor=anchor)
    yield "</svg>"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs/images",
                        help="directory of the two pictures")
    options = parser.parse_args()
    text = (RESULTS / "tables.md").read_text(encoding="utf8")
    picture = (RESULTS / "sst2-one-at-a-time.svg").read_text(encoding="utf8")
    options.output.mkdir(parents=True, exist_ok=True)
    for name, theme in THEMES.items():
        path = options.output / f"sst2-{name}.svg"
        path.write_text("\n".join(draw(theme, text, picture)) + "\n", encoding="utf8")
        print(path)


if __name__ == "__main__":
    main()
