"""What a certificate promises, and what other thresholds would keep: where nothing else was measured."""
from .chart import DATA_AS_TOOLTIP, chart, nominal, only, quantitative
from .deployed import AS_DEPLOYED, COLOUR, MARK

SHOWN, NOT_SHOWN = "shown to keep the promise", "not shown"


def certified_figure(certified):
    """Of "certified" in report.json: {"keep", "reads": words, "points": [{"reads", "kept", "shown", "deployed"}]}."""
    keep, reads = 100 * certified["keep"], f"{certified['reads']}, %"
    rows = [{"reads": 100 * point["reads"], "kept": 100 * point["kept"], "point": SHOWN if point["shown"] else NOT_SHOWN,
             "deployed": point["deployed"]} for point in certified["points"]]
    across = {"x": quantitative("reads", reads), "y": quantitative("kept", "answers kept, %") | {"scale": {"zero": False}}}
    deployed = only("datum.deployed")
    return {"file": "certified",
            "title": "Answers kept, by how many texts are " + certified["reads"],
            "text": f"Each point is a threshold: the stricter, the further right. The dashed line is the promise, {keep:g} %. "
                    "Grey points may be above it, but not by enough to show it with so few texts. The triangle is the cascade "
                    "as deployed.",
            "specification": chart(rows, layer=[
                {"mark": {"type": "line", "color": "gray"}, "encoding": across},
                {"data": {"values": [{"keep": keep}]},
                 "mark": {"type": "rule", "strokeDash": [6, 3], "color": "gray"},
                 "encoding": {"y": {"field": "keep", "type": "quantitative"}}},
                {"mark": {"type": "point", "filled": True, "size": 60, "tooltip": DATA_AS_TOOLTIP},
                 "encoding": across | {"color": nominal("point", "") | {
                     "scale": {"domain": [SHOWN, NOT_SHOWN], "range": ["#0b7285", "#868e96"]}}}},
                {"transform": deployed, "mark": MARK, "encoding": across},
                {"transform": deployed,
                 "mark": {"type": "text", "dy": -16, "color": COLOUR, "fontWeight": "bold", "text": AS_DEPLOYED},
                 "encoding": across}])}
