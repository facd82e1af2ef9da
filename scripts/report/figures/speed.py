"""Figures of speed: throughput by batch size, latency of texts that arrive at random."""
from .chart import DATA_AS_TOOLTIP, chart, logarithmic, nominal, quantitative
from .deployed import rate_rows, rules

LINE = {"type": "line", "point": True, "tooltip": DATA_AS_TOOLTIP}
PERCENTILES = {"p50_ms": "median", "p99_ms": "99th"}


def batches_figure(sweep):
    rows = []
    for number, tier in enumerate(sweep["batches"], 1):
        for rate in tier["rates"]:
            limit = "texts" if "texts" in rate else "tokens"
            rows.append({"tier": f"tier {number}", "filled": limit, "limit": rate[limit],
                         "texts_per_batch": rate["texts_per_batch"], "texts_per_s": rate["texts_per_s"]})
    texts = logarithmic(quantitative("texts_per_batch", "texts in a batch, on average"), 2)
    rate = logarithmic(quantitative("texts_per_s", "texts/s"), 10)
    return {"file": "batches",
            "title": "Throughput by batch size",
            "text": "Texts a second of every tier alone on all cores, by the texts in a batch: batches that are full at a "
                    "number of texts, and at a number of tokens (words and parts of words). The line is the speed of the "
                    "cascade as deployed.",
            "specification": chart(rows, layer=[
                {"mark": LINE, "encoding": {"x": texts, "y": rate, "color": nominal("tier", ""),
                                            "strokeDash": nominal("filled", "batches filled up to a number of")}},
                *rules(rate_rows(sweep), "y")])}


def online_figure(online):
    rows = []
    for run in online["runs"]:
        system = "cascade, as deployed" if run["system"] == "cascade" else run["system"]
        rows += [{"series": system, "percentile": name, "arriving": run["arriving_per_s"], "latency": run[field],
                  "load": run["load"]}
                 for field, name in PERCENTILES.items()]
    arriving = logarithmic(quantitative("arriving", "texts that arrive a second"), 10)
    latency = logarithmic(quantitative("latency", "ms to the answer"), 10)
    return {"file": "online",
            "title": "Latency when texts arrive at random",
            "text": "Milliseconds from a text's arrival to its answer (median and 99th percentile) against arrivals a "
                    "second (Poisson), for the last tier alone and for the cascade as deployed.",
            "specification": chart(rows, mark=LINE, encoding={
                "x": arriving, "y": latency, "color": nominal("series", ""),
                "strokeDash": nominal("percentile", "percentile")})}
