#!/usr/bin/env python3
"""What the report draws of results: every figure, its rows, its marks and channels; the slider; the page.

  tests/page/figures_test.py [REPORT]

REPORT is the folder with render.py: scripts/report, or the copy beside the program. Nothing is rendered: the package
vl-convert-python is not needed.
"""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPORT = Path(sys.argv.pop(1) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "scripts/report")
sys.dont_write_bytecode = True
sys.path.insert(0, str(REPORT.resolve()))

import figures
import made_up_results as made_up
import page
import render

POINT = {"x": "speedup:Q", "y": "kept:Q", "color": "series:N"}
LOG_10, LOG_2 = ({"type": "log", "base": base, "nice": False} for base in (10, 2))
# Of each figure's first layer of its own data: what stands along x and y, and the scale, if it is not linear from 0.
AXES = {
    "one-at-a-time": (("times as fast as the large model alone", {"type": "log", "nice": False}),
                      ("score kept, % of the large model's", {"zero": False})),
    "threshold": (("threshold of tier 1", None), ("% (of the texts, or of the score)", None)),
    "errors": (("tenth of the texts, least sure first", None), ("", None)),
    "reliability": (("confidence", None), ("share right", None)),
    "confidence": (("confidence", None), ("texts", None)),
    "deferral_by_tokens": (("length in tokens", None), ("deferred, %", None)),
    "deferral_by_label": (("right answer", None), ("deferred, %", None)),
    "batches": (("texts in a batch, on average", LOG_2), ("texts/s", LOG_10)),
    "online": (("texts that arrive a second", LOG_10), ("ms to the answer", LOG_10))}


def rows_of(figure):
    return figure["specification"]["data"]["values"]


def layers_of(figure):
    specification = figure["specification"]
    return specification.get("layer", [specification])


def drawn_as(figure):
    """Each layer's mark, and the field and type that each of its channels shows: quantitative, nominal, ordinal."""
    return [(layer["mark"]["type"],
             {channel: own["field"] + (f":{own['type'][0].upper()}" if "type" in own else "")
              for channel, own in layer["encoding"].items() if "field" in own})
            for layer in layers_of(figure)]


def marked(figure, place):
    """The rows that the slider marks there, as the filter of the figure's last layer has it."""
    assert layers_of(figure)[-1]["transform"] == [{"filter": "isValid(datum.marked_to) && datum.marked_above < place "
                                                             "&& place <= datum.marked_to"}]
    return [row for row in rows_of(figure) if "marked_to" in row and row["marked_above"] < place <= row["marked_to"]]


class EveryFigure(unittest.TestCase):
    def files(self, *measured):
        sections = figures.sections(list(measured))
        self.assertEqual([section["title"] for section in sections],
                         ["Quality against speed", *(f'{one["name"]}, in detail' for one in measured)])
        return [figure["file"] for section in sections for figure in section["figures"]]

    def test_of_a_cascade(self):
        self.assertEqual(self.files(made_up.cascade("a")), [
            "one-at-a-time", "best-batches", "1-threshold", "1-errors", "1-reliability", "1-confidence",
            "1-deferral_by_tokens", "1-deferral_by_label", "1-batches", "1-online"])

    def test_of_a_model_alone(self):
        self.assertEqual(self.files(made_up.model("a")),
                         ["one-at-a-time", "best-batches", "1-reliability", "1-confidence", "1-batches"])

    def test_of_nothing_that_was_measured(self):
        self.assertEqual((figures.places([]), figures.start([]), figures.sections([])), ([], None, []))

    def test_of_several(self):
        three = made_up.cascade_of_three_tiers("b")
        del three["results"]["sweep"]["errors"]["deferral_by_label"], three["results"]["sweep"]["online"]
        self.assertEqual(self.files(made_up.model("a"), three), [
            "one-at-a-time", "best-batches", "1-reliability", "1-confidence", "1-batches", "2-errors", "2-reliability",
            "2-confidence", "2-deferral_by_tokens", "2-batches"])

    def test_shows_only_fields_that_its_data_has(self):
        for section in figures.sections([made_up.cascade("a"), made_up.model("b")]):
            for figure in section["figures"]:
                specification = figure["specification"]
                self.assertEqual(specification["$schema"], "https://vega.github.io/schema/vega-lite/v6.json")
                self.assertTrue(figure["title"] and figure["text"])
                self.assertGreaterEqual(min(specification["width"], specification["height"]), 120)
                made = {name for transform in specification.get("transform", []) for name in transform["as"]}
                for layer in layers_of(figure):
                    rows = layer.get("data", specification["data"])["values"]
                    known = made.union(*rows)
                    for channel, own in layer["encoding"].items():
                        if rows and "field" in own:
                            self.assertIn(own["field"], known, f"{figure['file']}: {channel}")

    def test_has_its_axes(self):
        one = made_up.cascade("a")
        every = {figure["file"]: figure for figure in figures.comparison_figures([one]) + figures.detail_figures(one)}
        del every["best-batches"]
        self.assertEqual(every.keys(), AXES.keys())
        for file, axes in AXES.items():
            layer = next(layer for layer in layers_of(every[file]) if "data" not in layer or "$schema" in layer)
            own = tuple((layer["encoding"][axis]["title"], layer["encoding"][axis].get("scale")) for axis in "xy")
            self.assertEqual(own, axes, file)

    def test_tells_its_numbers_under_the_pointer(self):
        one = made_up.cascade("a")
        for figure in figures.detail_figures(one):
            layer = next(layer for layer in layers_of(figure) if "data" not in layer or "$schema" in layer)
            self.assertEqual(layer["mark"]["tooltip"], True if figure["file"] == "threshold" else {"content": "data"})
        for layer in layers_of(figures.comparison_figures([one])[0])[1:]:
            self.assertEqual([(own["field"], own["title"]) for own in layer["encoding"]["tooltip"]], [
                ("series", "series"), ("speedup", "speedup"), ("kept", "score kept, %"),
                ("deferred", "deferred, %"), ("threshold", "threshold")])


class Comparison(unittest.TestCase):
    def test_of_a_cascade(self):
        figure, in_batches = figures.comparison_figures([made_up.cascade("a")])
        self.assertEqual(figure["title"], "Quality against speed, one at a time")
        self.assertEqual(in_batches["title"], "Quality against speed, best batches")
        self.assertEqual(drawn_as(figure), [
            ("area", {"x": "speedup:Q", "y": "low:Q", "y2": "high", "color": "series:N"}),
            ("line", {**POINT, "strokeDash": "kind:N", "order": "order:Q"}), ("point", POINT), ("point", POINT)])
        self.assertEqual([layer["transform"][0]["filter"] for layer in layers_of(figure)[:3]],
                         ["isValid(datum.low)", "isValid(datum.order)", "datum.kind == 'tier'"])
        rows = rows_of(figure)
        self.assertEqual([(row["series"], row["kind"], row["speedup"], row["kept"]) for row in rows], [
            ("cascade", "cascade", 1, 100), ("cascade", "cascade", 2, 100), ("cascade", "cascade", 4, 87.5),
            ("cascade", "cascade", 8, 75), ("oracle", "oracle", 2, 100), ("oracle", "oracle", 4, 87.5),
            ("random deferral", "random", 1, 100), ("random deferral", "random", 8, 75),
            ("deebert", "exits", 1, 100), ("deebert", "exits", 3, 25),
            ("tier 1 alone", "tier", 8, 75), ("the large model alone", "tier", 1, 100)])
        self.assertEqual(rows[2], {"series": "cascade", "kind": "cascade", "speedup": 4.0, "kept": 87.5,
                                   "deferred": 50.0, "order": 2, "threshold": 0.6, "marked_above": 0.0,
                                   "marked_to": 0.6})
        self.assertEqual(rows[7], {"series": "random deferral", "kind": "random", "speedup": 8.0, "kept": 75.0,
                                   "deferred": 50.0, "order": 1, "low": 50.0, "high": 87.5})
        # Early exits keep 25 %; the rest ends at 75: half of what it spans below that.
        self.assertEqual(layers_of(figure)[1]["encoding"]["y"]["scale"], {"zero": False, "domainMin": 62})

    def test_places_a_model_beside_the_first_cascade(self):
        figure = figures.comparison_figures([made_up.model("small"), made_up.cascade("a"), made_up.cascade("b")])[0]
        rows = rows_of(figure)
        self.assertEqual(rows[0], {"series": "small", "kind": "tier", "texts_per_s": 400.0, "score": 0.5,
                                   "speedup": 4.0, "kept": 50.0})
        self.assertEqual({row["series"] for row in rows[1:]},
                         {f"{name}: {series}" for name in "ab" for series in (
                             "cascade", "oracle", "random deferral", "deebert", "tier 1 alone", "the large model alone")})

    def test_a_last_tier_of_no_score_places_nothing(self):
        cascade = made_up.cascade("a")
        for setting in cascade["results"]["sweep"]["settings"]:
            setting["tiers"][-1]["score"] = 0.0
        self.assertIsNone(rows_of(figures.comparison_figures([cascade, made_up.model("b")])[0])[-1]["kept"])


class Detail(unittest.TestCase):
    def setUp(self):
        self.figures = {figure["file"]: figure for figure in figures.detail_figures(made_up.cascade("a"))}

    def check(self, file, rows, layers):
        self.assertEqual(rows_of(self.figures[file]), rows)
        self.assertEqual(drawn_as(self.figures[file]), layers)

    def test_threshold(self):
        figure = self.figures["threshold"]
        self.assertEqual([(row["threshold"], row["kept"], row["deferred"]) for row in rows_of(figure)],
                         [(1, 100, 100), (0.9, 100, 75), (0.6, 87.5, 50), (0, 75, 25)])
        self.assertEqual(figure["specification"]["transform"],
                         [{"fold": ["kept", "deferred"], "as": ["what", "percent"]}])
        channels = {"x": "threshold:Q", "y": "percent:Q", "color": "what:N"}
        self.assertEqual(drawn_as(figure), [("line", channels), ("point", channels)])

    def test_errors(self):
        first, second = {"texts": 4, "from": 0.5, "to": 0.6}, {"texts": 4, "from": 0.6, "to": 0.9}
        self.check("errors",
                   [{"tenth": 1, "kind": "fixed", "answers": 2, "deployed": False, **first},
                    {"tenth": 1, "kind": "introduced", "answers": 1, "deployed": False, **first},
                    {"tenth": 2, "kind": "fixed", "answers": 0, "deployed": False, **second},
                    {"tenth": 2, "kind": "introduced", "answers": 0, "deployed": False, **second}],
                   [("rect", {"x": "tenth:O", "y": "kind:N", "color": "answers:Q"}),
                    ("rect", {"x": "tenth:O", "y": "kind:N"}),
                    ("text", {"x": "tenth:O", "y": "kind:N", "text": "answers:Q"})])

    def test_reliability(self):
        point = {"confidence": 0.75, "right": 0.5, "texts": 8}
        self.check("reliability",
                   [{"series": "tier 1 (ECE 0.123)", **point},
                    {"series": "tier 1 without its temperature (ECE 0.250)", **point},
                    {"series": "tier 2 (ECE 0.500)", **point}],
                   [("line", {"x": "x:Q", "y": "y:Q"}),
                    ("line", {"x": "confidence:Q", "y": "right:Q", "color": "series:N"})])

    def test_confidence(self):
        self.check("confidence",
                   [{"tier": tier, "confidence": low, "to": low + 0.25, "texts": texts}
                    for tier in ("tier 1", "tier 2") for low, texts in ((0.25, 3), (0.75, 5))],
                   [("bar", {"x": "confidence:Q", "x2": "to", "y": "texts:Q", "color": "tier:N"})])

    def test_deferral(self):
        bars = [("bar", {"x": "group:N", "y": "deferred:Q"})]
        self.check("deferral_by_tokens", [{"group": "1-8", "texts": 8, "deferred": 25.0, "order": 1}], bars)
        self.check("deferral_by_label", [{"group": "positive", "texts": 4, "deferred": 75.0, "order": 1}], bars)
        self.assertEqual(self.figures["deferral_by_label"]["title"], "Share deferred as deployed, by right answer")

    def test_batches(self):
        self.check("batches",
                   [{"tier": "tier 1", "filled": "texts", "limit": 1, "texts_per_batch": 1.0,
                     "texts_per_s": 50.0},
                    {"tier": "tier 1", "filled": "tokens", "limit": 512, "texts_per_batch": 16.5,
                     "texts_per_s": 200.0}],
                   [("line", {"x": "texts_per_batch:Q", "y": "texts_per_s:Q", "color": "tier:N",
                              "strokeDash": "filled:N"})])

    def test_online(self):
        self.check("online",
                   [{"series": series, "percentile": percentile, "arriving": 30.0, "latency": latency, "load": 0.3}
                    for series in ("last tier", "cascade, as deployed")
                    for percentile, latency in (("median", 5.0), ("99th", 9.0))],
                   [("line", {"x": "arriving:Q", "y": "latency:Q", "color": "series:N", "strokeDash": "percentile:N"})])


class Slider(unittest.TestCase):
    def test_stands_at_the_thresholds_of_two_tiers(self):
        places = figures.places([made_up.cascade("a")])
        self.assertEqual([place["place"] for place in places], [1.0, 0.9, 0.6, 0.0])
        self.assertEqual(places[2], {"place": 0.6, "thresholds": [0.6], "deferred": 50.0, "kept": 87.5,
                                     "speedup": 4.0})

    def test_walks_along_the_front_of_three(self):
        places = figures.places([made_up.cascade_of_three_tiers("a")])
        self.assertEqual([place["place"] for place in places], [1.0, 0.75, 0.5, 0.25])
        self.assertEqual(places[2]["thresholds"], [0.8, 0.2])

    def test_says_no_share_of_a_score_of_nothing(self):
        one = made_up.cascade("a")
        one["results"]["sweep"]["settings"][0]["tiers"][-1]["score"] = 0.0
        self.assertTrue(all("kept" not in place for place in figures.places([one])))

    def test_is_not_there_for_a_model_alone(self):
        self.assertEqual(figures.places([made_up.model("a"), made_up.cascade("b")]), [])

    def test_marks_one_point_of_each_curve_at_every_place(self):
        for one in (made_up.cascade("a"), made_up.cascade_of_three_tiers("a")):
            drawn = [figure for section in figures.sections([one]) for figure in section["figures"]
                     if "params" in figure["specification"]]
            self.assertEqual(len(drawn), 3 if one["results"]["sweep"]["settings"][0]["tiers"][2:] == [] else 2)
            for figure in drawn:
                self.assertEqual(figure["specification"]["params"], [{"name": "place", "value": -1}])
                self.assertEqual(marked(figure, -1), [])
                for order, place in enumerate(figures.places([one])):
                    self.assertEqual([row["order"] for row in marked(figure, place["place"])], [order])


class Deployed(unittest.TestCase):
    def setUp(self):
        self.one = made_up.cascade_as_deployed("a")
        self.figures = {figure["file"]: figure for figure in figures.detail_figures(self.one)}

    def test_slider_starts_there_and_says_its_own_numbers(self):
        self.assertEqual(figures.start([self.one]), 2)
        self.assertEqual(figures.places([self.one])[2], {"place": 0.6, "thresholds": [0.6], "speedup": 3.5,
                                                         "deferred": 50.0, "kept": 87.5, "agreement": 80.0})
        self.assertIsNone(figures.start([made_up.cascade("a")]))
        self.assertIsNone(figures.start([made_up.model("a")]))

    def test_is_marked_on_every_chart(self):
        for figure in figures.comparison_figures([self.one]):
            rows = [row for row in rows_of(figure) if row["kind"] == "deployed"]
            self.assertEqual([(row["series"], row["speedup"], row["kept"]) for row in rows],
                             [("as deployed", 3.5, 87.5)])
        for file in ("threshold", "reliability", "confidence", "batches"):
            rules = [layer["encoding"] for layer in layers_of(self.figures[file]) if layer["mark"]["type"] == "rule"]
            channel, at = ("y", 350) if file == "batches" else ("x", 0.6)
            self.assertEqual([rule[channel]["datum"] for rule in rules], [at], file)
        self.assertEqual([row["deployed"] for row in rows_of(self.figures["errors"])], [True, True, False, False])
        for file in ("deferral_by_tokens", "deferral_by_label"):
            self.assertIn("as deployed", self.figures[file]["title"])
        self.assertEqual({row["series"] for row in rows_of(self.figures["online"])},
                         {"last tier", "cascade, as deployed"})

    def test_of_each_class_there_is_a_line(self):
        one = made_up.cascade_as_deployed("a", [0.6, 0.75])
        layers = layers_of({figure["file"]: figure for figure in figures.detail_figures(one)}["confidence"])
        self.assertEqual([layer["encoding"]["x"]["datum"] for layer in layers if layer["mark"]["type"] == "rule"],
                         [0.6, 0.75])

    def test_agreement_is_drawn_where_it_is_known(self):
        self.assertEqual(self.figures["threshold"]["specification"]["transform"][0]["fold"],
                         ["kept", "deferred", "agreement"])


class Page(unittest.TestCase):
    def setUp(self):
        self.given = {"title": "A <title>", "summary": ["One line."],
                      "opening": {"sentence": "As <fast> as that.", "warnings": ["It never asks."],
                                  "numbers": [{"value": "4.0x", "text": "as fast & more"}]},
                      "tables": [{"file": "tiers", "part": "detail", "title": "Tiers", "deployed": [1],
                                  "columns": ["cascade", "tier", "none"],
                                  "rows": [["a", "a <b>", ""], ["a", "c", ""]]},
                                 {"file": "speedups", "part": "protocol", "title": "Speedups", "deployed": [],
                                  "columns": ["share"], "rows": [["99 %"]]}],
                      "measured": [made_up.cascade("</script>"), made_up.model("b")]}

    def test_report_keeps_the_results(self):
        report = render.drawn(self.given)
        self.assertEqual(list(report), ["title", "opening", "summary", "places", "start", "tables", "sections", "results"])
        self.assertEqual(report["results"], {one["name"]: one["results"] for one in self.given["measured"]})
        self.assertEqual(len(report["places"]), 4)
        self.assertEqual(render.drawn(report), report)

    def test_holds_every_figure_and_table(self):
        report = render.drawn(self.given)
        text = page.page_html(report, "window.vegaEmbed = '</script>';")
        for wanted in ("<title>A &lt;title&gt;</title>", "<p>One line.</p>", "<tr><td>a &lt;b&gt;</td></tr>",
                       "<tr class=deployed><td>c</td></tr>", '<p class="lead">As &lt;fast&gt; as that.</p>',
                       "<dt>4.0x</dt><dd>as fast &amp; more</dd>", '<p class="warning" role="note">It never asks.</p>',
                       'href="tables/tiers.csv"', r"window.vegaEmbed = '<\/script>';",
                       f"const places = {page.in_script(report['places'])};"):
            self.assertIn(wanted, text)
        for section in report["sections"]:
            for figure in section["figures"]:
                self.assertIn(f'<div class="chart" id="{figure["file"]}"', text)
                self.assertIn(f'href="figures/{figure["file"]}.png"', text)
                self.assertIn(f'"{figure["file"]}":{page.in_script(figure["specification"])}', text)
        self.assertLess(text.index("As &lt;fast&gt;"), text.index('href="tables/tiers.csv"'))
        self.assertLess(text.index('href="tables/tiers.csv"'), text.index("<h2>The paper's protocol</h2>"))
        self.assertLess(text.index("<h2>The paper's protocol</h2>"), text.index('href="tables/speedups.csv"'))
        self.assertEqual(text.count("</script>"), 2)
        self.assertNotIn("{{", text)

    def test_a_certificate_has_a_figure_of_its_own(self):
        points = [{"reads": 0.5, "kept": 0.98, "shown": True, "deployed": False},
                  {"reads": 0.4, "kept": 0.93, "shown": True, "deployed": True},
                  {"reads": 0.3, "kept": 0.91, "shown": False, "deployed": False}]
        del self.given["measured"][:]
        self.given["certified"] = {"keep": 0.9, "reads": "to be asked about", "points": points}
        (section,) = render.drawn(self.given)["sections"]
        (figure,) = section["figures"]
        self.assertEqual(figure["title"], "Answers kept, by how many texts are to be asked about")
        rows = figure["specification"]["data"]["values"]
        self.assertEqual([(row["reads"], row["point"], row["deployed"]) for row in rows],
                         [(50, "shown to keep the promise", False), (40, "shown to keep the promise", True),
                          (30, "not shown", False)])
        self.assertIn('<div class="chart" id="certified"', page.page_html(render.drawn(self.given), ""))

    def test_says_what_such_a_cascade_is_and_what_to_do_with_a_table(self):
        self.assertIn(page.EXPLANATION.split(".")[0], page.page_html(render.drawn(self.given), ""))
        self.given["explanation"] = "Whoever gave the answers is asked."
        self.given["tables"][0]["note"] = "Read <them> from the top."
        text = page.page_html(render.drawn(self.given), "")
        self.assertIn("Whoever gave the answers is asked. One line.", text)
        self.assertNotIn(page.EXPLANATION.split(".")[0], text)
        self.assertIn("</h3>\n<p>Read &lt;them&gt; from the top.</p>", text)

    def test_other_results_are_refused(self):
        del self.given["measured"][0]["results"]["sweep"]["errors"]
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "report.json"
            file.write_text(json.dumps(self.given), encoding="utf8")
            result = subprocess.run([sys.executable, "-B", REPORT / "render.py", directory], capture_output=True,
                                    text=True, check=False)
            self.assertEqual(result.returncode, 4, result.stderr)
            self.assertIn("KeyError: 'errors'", result.stderr)
            self.assertEqual(json.loads(file.read_text(encoding="utf8")), self.given)


if __name__ == "__main__":
    unittest.main()
