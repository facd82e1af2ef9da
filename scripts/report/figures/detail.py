"""Figures of one result: what its threshold does, its errors, its speed."""
from .chart import MARKED, PLACE_PARAMETER, chart, curve_rows, nominal, only, quantitative
from .deployed import rules, threshold_rows
from .errors import confidence_figure, deferral_figure, errors_figure, reliability_figure
from .speed import batches_figure, online_figure


def threshold_figure(name, sweep):
    setting = sweep["settings"][0]
    known = ["kept", "deferred"] + (["agreement"] if "agreement" in setting["curve"] else [])
    encoding = {"x": quantitative("threshold", "threshold of tier 1"),
                "y": quantitative("percent", "% (of the texts, or of the score)"),
                "color": nominal("what", "") | {
                    "legend": {"labelExpr": "{kept: 'score kept', deferred: 'texts deferred', "
                                            "agreement: 'same answer as the large model'}[datum.label]"}}}
    return {"file": "threshold",
            "title": "What the threshold does",
            "text": f"By the first tier's threshold, from which confidence on it answers itself: the share of texts that {name} "
                    "defers to the large model, that it answers as that model does, and of that model's score that it keeps.",
            "specification": chart(
                curve_rows(setting["curve"], "", "cascade"),
                params=PLACE_PARAMETER,
                transform=[{"fold": known, "as": ["what", "percent"]}],
                layer=[{"mark": {"type": "line", "tooltip": True}, "encoding": encoding},
                       *rules(threshold_rows(sweep)),
                       {"transform": only(MARKED), "mark": {"type": "point", "filled": True, "size": 120},
                        "encoding": encoding}])}


def detail_figures(one):
    """A model alone has neither thresholds nor deferral; a cascade of three tiers has no single threshold to draw."""
    sweep = one["results"]["sweep"]
    setting, errors = sweep["settings"][0], sweep["errors"]
    is_cascade = "curve" in setting
    figures = []
    if is_cascade and len(setting["tiers"]) == 2:
        figures.append(threshold_figure(one["name"], sweep))
    if is_cascade:
        figures.append(errors_figure(sweep))
    figures += [reliability_figure(sweep), confidence_figure(sweep)]
    if is_cascade:
        figures.append(deferral_figure(errors, "deferral_by_tokens", "length in tokens"))
        if "deferral_by_label" in errors:
            figures.append(deferral_figure(errors, "deferral_by_label", "right answer"))
    figures.append(batches_figure(sweep))
    if "online" in sweep:
        figures.append(online_figure(sweep["online"]))
    return figures
