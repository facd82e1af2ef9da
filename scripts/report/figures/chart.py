"""Pieces of Vega-Lite specifications that the figures share."""
from .slider import spans_of

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH, HEIGHT = 560, 280
DATA_AS_TOOLTIP = {"content": "data"}

# The page's slider sets the parameter "place"; MARKED keeps the rows whose point it marks there.
PLACE_PARAMETER = [{"name": "place", "value": -1}]
MARKED = "isValid(datum.marked_to) && datum.marked_above < place && place <= datum.marked_to"


def chart(rows, **parts):
    """A specification of `rows`, with the parts (mark, encoding, layer, …) that make it a picture."""
    return {"$schema": SCHEMA, "width": WIDTH, "height": HEIGHT, "data": {"values": rows}, **parts}


def quantitative(field, title):
    return {"field": field, "type": "quantitative", "title": title}


def nominal(field, title):
    return {"field": field, "type": "nominal", "title": title}


def logarithmic(channel, base):
    return channel | {"scale": {"type": "log", "base": base, "nice": False}}


def only(condition):
    """A transform that keeps the rows for which the condition holds."""
    return [{"filter": condition}]


def curve_rows(curve, series, kind):
    """A row per point of a curve, in percent; of a cascade's, with where the slider marks it."""
    spans = spans_of(curve) if kind == "cascade" else None
    rows = []
    for point, speedup in enumerate(curve["speedup"]):
        row = {"series": series,
               "kind": kind,
               "speedup": speedup,
               "kept": 100 * curve["kept"][point],
               "deferred": 100 * curve["deferral_rate"][point],
               "order": point}
        if "agreement" in curve:
            row["agreement"] = 100 * curve["agreement"][point]
        if "thresholds" in curve:
            row["threshold"] = curve["thresholds"][point][0]
        if "kept_p5" in curve:
            row |= {"low": 100 * curve["kept_p5"][point], "high": 100 * curve["kept_p95"][point]}
        if spans:
            row |= {"marked_above": spans[point][0], "marked_to": spans[point][1]}
        rows.append(row)
    return rows
