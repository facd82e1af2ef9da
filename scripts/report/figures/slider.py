"""Which point of a cascade's curve the page's slider marks."""


def spans_of(curve):
    """For each point of a curve, from where (not included) to where the slider marks it.

    The slider follows the threshold of two tiers. Along the front of more tiers the first one's threshold goes up and
    down: there the slider walks from the front's slow end, 1, to its fast one, 0.
    """
    points = len(curve["speedup"])
    highs = [thresholds[0] if len(thresholds) == 1 else 1 - point / points
             for point, thresholds in enumerate(curve["thresholds"])]
    return list(zip(highs[1:] + [-1], highs))


def slider_places(curve):
    """Where the slider may stand along a cascade's curve, slowest first; the parameter "place" marks that point."""
    return [{"place": high,
             "thresholds": curve["thresholds"][point],
             "deferred": 100 * curve["deferral_rate"][point],
             "kept": 100 * curve["kept"][point],
             "speedup": curve["speedup"][point]}
            for point, (_, high) in enumerate(spans_of(curve))]
