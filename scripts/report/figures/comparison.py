"""Figures of all results together: quality against speed, one per setting."""
import math

from .chart import MARKED, PLACE_PARAMETER, chart, curve_rows, nominal, only, quantitative
from .deployed import point_layers, point_row

FILES = ("one-at-a-time", "best-batches")


def cascade_rows(setting, prefix):
    rows = curve_rows(setting["curve"], prefix + "cascade", "cascade")
    rows += curve_rows(setting["oracle"]["by_time"], prefix + "oracle", "oracle")
    rows += curve_rows(setting["random"]["curve"], prefix + "random deferral", "random")
    for baseline in setting["baselines"]:
        rows += curve_rows(baseline["curve"], prefix + baseline["name"], "exits")
    for number, tier in enumerate(setting["tiers"], 1):
        name = "the large model" if number == len(setting["tiers"]) else f"tier {number}"
        rows.append({"series": f"{prefix}{name} alone", "kind": "tier", "speedup": tier["speedup"],
                     "kept": 100 * tier["kept"]})
    if "deployed" in setting:
        rows.append(point_row(setting["deployed"], prefix))
    return rows


def model_row(name, tier, last_tier):
    """A model alone has no large tier of its own: it stands where it would beside the first cascade."""
    score = last_tier["score"]
    return {"series": name, "kind": "tier", "texts_per_s": tier["texts_per_s"], "score": tier["score"],
            "speedup": tier["texts_per_s"] / last_tier["texts_per_s"],
            "kept": 100 * tier["score"] / score if score != 0 else None}


def rows_of(measured, at):
    """The rows of one setting, by its number: a point per model alone, curves of every cascade."""
    settings = [one["results"]["sweep"]["settings"][at] for one in measured]
    cascade = next((setting for setting in settings if "curve" in setting), settings[0])
    rows = []
    for one, setting in zip(measured, settings):
        if "curve" in setting:
            rows += cascade_rows(setting, f"{one['name']}: " if len(measured) > 1 else "")
        else:
            rows.append(model_row(one["name"], setting["tiers"][0], cascade["tiers"][-1]))
    return rows


def lowest_of_interest(rows):
    """Early exit may fall to nothing: the picture ends a little below all the rest."""
    kept = [100] + [row["kept"] for row in rows if row["kind"] != "exits" and row["kept"] is not None]
    return max(0, math.floor(min(kept) - (max(kept) - min(kept)) / 2))


def quality_against_speed(rows):
    share = "score kept, % of the large model's"
    speedup = quantitative("speedup", "times as fast as the large model alone") | {"scale": {"type": "log", "nice": False}}
    kept = quantitative("kept", share) | {"scale": {"zero": False, "domainMin": lowest_of_interest(rows)}}
    shown = list(dict.fromkeys(row["series"] for row in rows if row["kind"] != "deployed"))
    color = nominal("series", "") | {"legend": {"symbolOpacity": 1}, "scale": {"domain": shown}}
    tooltip = [nominal("series", "series"), quantitative("speedup", "speedup"), quantitative("kept", "score kept, %"),
               quantitative("deferred", "deferred, %"), quantitative("threshold", "threshold")]
    point = {"x": speedup, "y": kept, "color": color, "tooltip": tooltip}
    band = {"x": speedup, "y": quantitative("low", share) | {"scale": {"zero": False}}, "y2": {"field": "high"},
            "color": color}
    line = point | {"strokeDash": {"field": "kind", "type": "nominal", "legend": None},
                    "order": {"field": "order", "type": "quantitative"}}
    return chart(rows, params=PLACE_PARAMETER, layer=[
        {"transform": only("isValid(datum.low)"), "mark": {"type": "area", "opacity": 0.2}, "encoding": band},
        {"params": [{"name": "zoom", "select": "interval", "bind": "scales"}],
         "transform": only("isValid(datum.order)"),
         "mark": {"type": "line", "strokeWidth": 2, "clip": True},
         "encoding": line},
        {"transform": only("datum.kind == 'tier'"),
         "mark": {"type": "point", "filled": True, "size": 70, "shape": "diamond"},
         "encoding": point},
        *(point_layers(point) if any(row["kind"] == "deployed" for row in rows) else []),
        {"transform": only(MARKED),
         "mark": {"type": "point", "filled": False, "size": 420, "strokeWidth": 2.5},
         "encoding": point}])


def comparison_figures(measured):
    settings = measured[0]["results"]["sweep"]["settings"]
    return [{"file": file,
             "title": f"Quality against speed, {settings[at]['name']}",
             "text": "How much of the large model's score is kept against how many times as fast (a logarithmic scale): the "
                     "cascade at every threshold, and as deployed (triangle); an oracle that knows which answers to defer; "
                     "deferral at random (mean, and from the 5th to the 95th percentile); early exits from the large model, "
                     "where they were measured; every tier alone.",
             "specification": quality_against_speed(rows_of(measured, at))}
            for at, file in enumerate(FILES)]
