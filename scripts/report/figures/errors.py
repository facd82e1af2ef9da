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
    kind = nominal("kind", "") | {
        "axis": {"labelExpr": "datum.label == 'fixed' ? 'fixed (F-T)' : 'introduced (T-F)'"}}
    shade = quantitative("answers", "answers") | {"legend": None, "scale": {"scheme": {"name": "blues", "extent": [0, 0.6]}}}
    number = {"field": "answers", "type": "quantitative"}
    return {"file": "errors",
            "title": "Errors that deferring fixes and introduces",
            "text": "Answers that the last tier has right where the first is wrong (fixed), and the reverse "
                    "(introduced), for each tenth of the texts by the first tier's confidence. The deployed threshold lies in the "
                    "framed tenth: those before it are deferred.",
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
            "text": "How often answers are right, by confidence; on the diagonal confidence means what it says. ECE "
                    "is the expected calibration error.",
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
            "text": "Texts by confidence, for each tier.",
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
            "title": f"Deferred as deployed, by {what}",
            "text": f"Share of the texts that the first tier passes on at the cascade's own thresholds, by {what}.",
            "specification": chart(rows, mark={"type": "bar", "tooltip": DATA_AS_TOOLTIP},
                                   encoding={"x": group, "y": quantitative("deferred", "deferred, %")})}
