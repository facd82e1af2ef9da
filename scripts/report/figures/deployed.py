"""Marks of the thresholds that a cascade has, on charts of all of them."""
from .chart import nominal, only

COLOUR = "#e8590c"
AS_DEPLOYED = "as deployed"
MARK = {"type": "point", "filled": True, "size": 170, "shape": "triangle-up", "color": COLOUR}


def deployed_of(sweep, at=0):
    """What a cascade's own thresholds are worth in a setting; None of a model alone."""
    return sweep["settings"][at].get("deployed")


def threshold_rows(sweep):
    """A row per threshold: of each tier but the last, or of each of its classes."""
    deployed = deployed_of(sweep)
    rows = []
    for tier, threshold in enumerate(deployed["thresholds"] if deployed else [], 1):
        for value in threshold if isinstance(threshold, list) else [threshold]:
            rows.append({"at": value, "note": f"deployed: tier {tier} answers from {value:.3f} on"})
    return rows


def rules(rows, channel="x"):
    """Layers that draw a line at each row's "at", with a word at the first one."""
    word = {"align": "right", "dx": -4, "y": "height", "dy": -8} if channel == "x" else {"align": "left", "dy": -7, "x": 6}
    layers = [{"data": {"values": [{}]},
               "mark": {"type": "rule", "aria": False, "color": COLOUR, "strokeWidth": 2, "strokeDash": [6, 3]},
               "encoding": {channel: {"datum": row["at"], "type": "quantitative"},
                            "tooltip": {"value": row["note"]}}}
              for row in rows]
    return layers + [{"data": {"values": [{}]},
                      "mark": {"type": "text", "aria": False, "color": COLOUR, "fontWeight": "bold", "text": AS_DEPLOYED,
                               **word},
                      "encoding": {channel: {"datum": row["at"], "type": "quantitative"}}}
                     for row in rows[:1]]


def point_layers(encoding):
    """A triangle at the rows of kind "deployed", with a word beside it."""
    kept = only("datum.kind == 'deployed'")
    plain = {channel: encoding[channel] for channel in ("x", "y")}
    return [{"transform": kept, "mark": MARK, "encoding": plain | {"tooltip": encoding["tooltip"]}},
            {"transform": kept,
             "mark": {"type": "text", "align": "center", "dy": -22, "color": COLOUR, "fontWeight": "bold"},
             "encoding": plain | {"text": nominal("series", "")}}]


def point_row(deployed, prefix):
    return {"series": prefix + AS_DEPLOYED, "kind": "deployed", "speedup": deployed["speedup"],
            "kept": 100 * deployed["kept"], "deferred": 100 * deployed["deferral_rate"]}


def rate_rows(sweep):
    """Texts a second of the cascade as deployed, in best batches."""
    deployed = deployed_of(sweep, 1)
    if not deployed:
        return []
    rate = deployed["speedup"] * sweep["settings"][1]["tiers"][-1]["texts_per_s"]
    return [{"at": rate, "note": f"the cascade as deployed: {rate:.0f} texts/s"}]

