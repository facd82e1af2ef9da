"""Figures of one result: what its threshold does, its errors, its speed."""
from .chart import MARKED, PLACE_PARAMETER, chart, curve_rows, nominal, only, quantitative
from .errors import confidence_figure, deferral_figure, errors_figure, reliability_figure
from .speed import batches_figure, online_figure


def threshold_figure(name, setting):
    encoding = {"x": quantitative("threshold", "threshold of tier 1"),
                "y": quantitative("percent", "%"),
                "color": nominal("what", "") | {
                    "legend": {"labelExpr": "datum.label == 'kept' ? 'score kept' : 'texts deferred'"}}}
    return {"file": "threshold",
            "title": "What the threshold does",
            "text": f"Share of texts that {name} defers and of the last tier's score that it keeps, by the first "
                    "tier's threshold.",
            "specification": chart(
                curve_rows(setting["curve"], "", "cascade"),
                params=PLACE_PARAMETER,
                transform=[{"fold": ["kept", "deferred"], "as": ["what", "percent"]}],
                layer=[{"mark": {"type": "line", "tooltip": True}, "encoding": encoding},
                       {"transform": only(MARKED), "mark": {"type": "point", "filled": True, "size": 120},
                        "encoding": encoding}])}


def detail_figures(one):
    """A model alone has neither thresholds nor deferral; a cascade of three tiers has no single threshold to draw."""
    sweep = one["results"]["sweep"]
    setting, errors = sweep["settings"][0], sweep["errors"]
    is_cascade = "curve" in setting
    figures = []
    if is_cascade and len(setting["tiers"]) == 2:
        figures.append(threshold_figure(one["name"], setting))
    if is_cascade:
        figures.append(errors_figure(errors))
    figures += [reliability_figure(errors), confidence_figure(errors)]
    if is_cascade:
        figures.append(deferral_figure(errors, "deferral_by_tokens", "length in tokens"))
        if "deferral_by_label" in errors:
            figures.append(deferral_figure(errors, "deferral_by_label", "right answer"))
    figures.append(batches_figure(sweep["batches"]))
    if "online" in sweep:
        figures.append(online_figure(sweep["online"]))
    return figures
