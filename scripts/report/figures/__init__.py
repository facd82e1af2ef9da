"""The report's figures: Vega-Lite 6 specifications with their data inside, made of what `tango evaluate --sweep` wrote.

`measured` is a list, empty where there is nothing to draw, of {"name": what legends call it, "results": a file of
tango evaluate --sweep}. A figure is
{"file": its name without extension, "title": a few words, "text": what it shows, for those who cannot see it, too,
"specification": …}. Results of another format raise one of NOT_RESULTS.
"""
from .certified import certified_figure
from .comparison import comparison_figures
from .detail import detail_figures
from .slider import slider_places, slider_start

NOT_RESULTS = (KeyError, IndexError, TypeError, ValueError, AttributeError, ZeroDivisionError)


def places(measured):
    """Where the page's slider may stand: the first cascade's points, one text at a time; none of a model alone."""
    if not measured:
        return []
    sweep = measured[0]["results"]["sweep"]
    setting = sweep["settings"][0]
    if "curve" not in setting:
        return []
    deployed = setting.get("deployed")
    if deployed and sweep.get("deployed"):
        deployed = deployed | {"agreement": sweep["deployed"]["agreement"]["agreement"]}
    found = slider_places(setting["curve"], deployed)
    if setting["tiers"][-1]["score"] == 0:  # of which no share is defined
        for place in found:
            del place["kept"]
    return found


def start(measured):
    """The number of the place where the slider stands first; None where there is no slider."""
    if not measured:
        return None
    setting = measured[0]["results"]["sweep"]["settings"][0]
    return slider_start(setting["curve"], setting["deployed"]) if "deployed" in setting else None


def sections(measured, certified=None):
    """All figures: first those of all results together, then those of each. No two have the same file name."""
    if certified:
        return [{"title": "What other thresholds would do", "figures": [certified_figure(certified)]}]
    if not measured:
        return []
    together = {"title": "Quality against speed", "figures": comparison_figures(measured)}
    return [together] + [
        {"title": f"{one['name']}, in detail",
         "figures": [figure | {"file": f"{number}-{figure['file']}"} for figure in detail_figures(one)]}
        for number, one in enumerate(measured, 1)]
