"""Results as `tango evaluate --sweep` writes them, small enough to know every figure's rows by heart."""


def curve(speedup, kept, thresholds=None):
    columns = {"speedup": speedup, "score": [0.9 * share for share in kept], "kept": kept,
               "deferral_rate": [1 - point / len(speedup) for point in range(len(speedup))]}
    return columns | ({"thresholds": thresholds} if thresholds else {})


def tiers(*scores_and_rates):
    score, rate = scores_and_rates[-1]
    return [{"score": own, "kept": own / score, "texts_per_s": texts_per_s, "speedup": texts_per_s / rate}
            for own, texts_per_s in scores_and_rates]


def setting(name):
    return {"name": name,
            "tiers": tiers((0.75, 800.0), (1.0, 100.0)),
            "curve": curve([1.0, 2.0, 4.0, 8.0], [1.0, 1.0, 0.875, 0.75], [[1.0], [0.9], [0.6], [0.0]]),
            "oracle": {"by_time": curve([2.0, 4.0], [1.0, 0.875])},
            "random": {"curve": curve([1.0, 8.0], [1.0, 0.75]) | {"kept_p5": [1.0, 0.5], "kept_p95": [1.0, 0.875]}},
            "baselines": [{"name": "deebert", "curve": curve([1.0, 3.0], [1.0, 0.25], [[1.0], [0.5]])}]}


def reliability(ece):
    return {"ece": ece, "bins": [{"lowest": 0.0, "highest": 0.5, "texts": 0, "confidence": 0.0, "credit": 0.0},
                                 {"lowest": 0.5, "highest": 1.0, "texts": 8, "confidence": 0.75, "credit": 0.5}]}


def errors_of_tier(ece, ece_without_temperature):
    return {"reliability": reliability(ece), "without_temperature": reliability(ece_without_temperature),
            "histogram": [0, 3, 0, 5]}


def online_run(system):
    return {"system": system, "load": 0.3, "arriving_per_s": 30.0, "p50_ms": 5.0,
            "p95_ms": 7.0, "p99_ms": 9.0, "deferral_rate": 0.25}


def cascade(name):
    rates = [{"texts": 1, "texts_per_batch": 1.0, "texts_per_s": 50.0},
             {"tokens": 512, "texts_per_batch": 16.5, "texts_per_s": 200.0}]
    errors = {"quantiles": [{"lowest": 0.5, "highest": 0.6, "texts": 4, "fixed": 2, "introduced": 1},
                            {"lowest": 0.6, "highest": 0.9, "texts": 4, "fixed": 0, "introduced": 0}],
              "tiers": [errors_of_tier(0.1234, 0.25), errors_of_tier(0.5, 0.5)],
              "deferral_by_tokens": [{"name": "1-8", "texts": 8, "deferred": 2},
                                     {"name": "9-16", "texts": 0, "deferred": 0}],
              "deferral_by_label": [{"name": "positive", "texts": 4, "deferred": 3}]}
    return {"name": name, "results": {"sweep": {
        "settings": [setting("one at a time"), setting("best batches")], "batches": [{"rates": rates}],
        "errors": errors, "online": {"runs": [online_run("last tier"), online_run("cascade")]}}}}


def cascade_as_deployed(name, threshold=0.6):
    """At the third point of its curve, which three of four texts agree on; the curve says so, too."""
    one = cascade(name)
    one["results"]["sweep"]["deployed"] = {"agreement": {"agreement": 0.8}}
    for own in one["results"]["sweep"]["settings"]:
        own["curve"]["agreement"] = [1.0, 1.0, 0.75, 0.5]
        own["deployed"] = {"thresholds": [threshold], "deferral_rate": 0.5, "score": 0.8, "kept": 0.875,
                           "speedup": 3.5, "deviation": 0.25}
    return one


def cascade_of_three_tiers(name):
    one = cascade(name)
    for own in one["results"]["sweep"]["settings"]:
        own["tiers"] = tiers((0.75, 800.0), (0.875, 400.0), (1.0, 100.0))
        own["curve"]["thresholds"] = [[1.0, 1.0], [0.5, 0.9], [0.8, 0.2], [0.0, 0.0]]
    return one


def model(name):
    settings = [{"name": own, "tiers": tiers((0.5, 400.0))} for own in ("one at a time", "best batches")]
    return {"name": name, "results": {"sweep": {
        "settings": settings, "batches": [{"rates": []}], "errors": {"tiers": [errors_of_tier(0.5, 0.5)]}}}}
