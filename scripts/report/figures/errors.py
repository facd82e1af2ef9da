"""Figures of what is right and wrong: errors fixed and introduced, reliability, confidence, who is deferred."""
from .chart import DATA_AS_TOOLTIP, chart, nominal, only, quantitative
from .deployed import COLOUR, rules, threshold_rows


def errors_figure(sweep):
    errors = sweep["errors"]
    rows = [{"tenth": tenth, "kind": kind, "answers": part[kind], "texts": part["texts"], "from": part["lowest"],
             "to": part["highest"]}
            for tenth, part in enumerate(errors["quantiles"], 1) for kind in ("fixed", "introduced")]
    lowest = min((row["at"] for row in threshold_rows(sweep)), default=None)
    at = next((row["tenth"] for row in rows if lowest is not None and lowest <= row["to"]), 0)
    for row in rows:
        row["deployed"] = row["tenth"] == at
    tenths = {"field": "tenth", "type": "ordinal", "title": "tenth of the texts, least sure first",
              "axis": {"labelAngle": 0}}
    kind = nominal("kind", "")
    shade = quantitative("answers", "answers") | {"legend": None, "scale": {"scheme": {"name": "blues", "extent": [0, 0.6]}}}
    number = {"field": "answers", "type": "quantitative"}
    return {"file": "errors",
            "title": "Errors that deferring fixes and introduces",
            "text": "Answers that the large model has right where the first tier is wrong (fixed), and the reverse "
                    "(introduced), for each tenth of the texts by the first tier's confidence, the least sure on the left. The "
                    "deployed threshold lies in the framed tenth: those left of it are deferred.",
            "specification": chart(rows, layer=[
                {"mark": {"type": "rect", "tooltip": DATA_AS_TOOLTIP},
                 "encoding": {"x": tenths, "y": kind, "color": shade}},
                {"transform": only("datum.deployed"),
                 "mark": {"type": "rect", "filled": False, "stroke": COLOUR, "strokeWidth": 3},
                 "encoding": {"x": tenths, "y": kind}},
                {"mark": {"type": "text"},
                 "encoding": {"x": tenths, "y": kind, "text": number, "color": {"value": "black"}}}])}


def reliability_rows(number, suffix, found):
    series = f"tier {number}{suffix} (ECE {found['ece']:.3f})"
    return [{"series": series, "confidence": bucket["confidence"], "right": bucket["credit"], "texts": bucket["texts"]}
            for bucket in found["bins"] if bucket["texts"] != 0]


def reliability_figure(sweep):
    errors = sweep["errors"]
    rows = []
    for number, tier in enumerate(errors["tiers"], 1):
        rows += reliability_rows(number, "", tier["reliability"])
        if tier["reliability"] != tier["without_temperature"]:
            rows += reliability_rows(number, " without its temperature", tier["without_temperature"])
    diagonal = {"data": {"values": [{"x": 0, "y": 0}, {"x": 1, "y": 1}]},
                "mark": {"type": "line", "strokeDash": [4, 4], "color": "gray"},
                "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}}
    return {"file": "reliability",
            "title": "Reliability",
            "text": "How often answers are right, by confidence. On the dashed diagonal, 80 of 100 answers of confidence "
                    "0.8 are right; below it the model is surer than it should be. ECE, the expected calibration error, is the mean "
                    "distance from it.",
            "specification": chart(rows, layer=[
                diagonal,
                {"mark": {"type": "line", "point": True, "tooltip": DATA_AS_TOOLTIP},
                 "encoding": {"x": quantitative("confidence", "confidence"), "y": quantitative("right", "share right"),
                              "color": nominal("series", "")}},
                *rules(threshold_rows(sweep))])}


def confidence_figure(sweep):
    errors = sweep["errors"]
    rows = []
    for number, tier in enumerate(errors["tiers"], 1):
        counts = tier["histogram"]
        rows += [{"tier": f"tier {number}", "confidence": at / len(counts), "to": (at + 1) / len(counts),
                  "texts": texts}
                 for at, texts in enumerate(counts) if texts != 0]
    return {"file": "confidence",
            "title": "Confidence of every tier",
            "text": "Number of texts by confidence, for each tier. Left of the deployed threshold the first tier defers.",
            "specification": chart(rows, layer=[
                {"mark": {"type": "bar", "opacity": 0.6, "tooltip": DATA_AS_TOOLTIP},
                 "encoding": {"x": quantitative("confidence", "confidence") | {"bin": {"binned": True}},
                              "x2": {"field": "to"},
                              "y": quantitative("texts", "texts") | {"stack": None},
                              "color": nominal("tier", "")}},
                *rules(threshold_rows(sweep))])}


def deferral_figure(errors, field, what):
    """`field` holds the groups; `what` says by what the texts are grouped."""
    rows = [{"group": group["name"], "texts": group["texts"], "deferred": 100 * group["deferred"] / group["texts"],
             "order": order}
            for order, group in enumerate(errors[field], 1) if group["texts"] != 0]
    group = nominal("group", what) | {"sort": {"field": "order"}, "axis": {"labelAngle": 0}}
    return {"file": field,
            "title": f"Share deferred as deployed, by {what}",
            "text": f"Share of the texts that the first tier passes on at the cascade's own thresholds, by {what}.",
            "specification": chart(rows, mark={"type": "bar", "tooltip": DATA_AS_TOOLTIP},
                                   encoding={"x": group, "y": quantitative("deferred", "deferred, %")})}
