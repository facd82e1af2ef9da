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


def place_of(point):
    """What the page says of a point, in percent."""
    shares = {name: 100 * point[column]
              for name, column in (("deferred", "deferral_rate"), ("kept", "kept"), ("agreement", "agreement"))
              if column in point}
    return {"thresholds": point["thresholds"], "speedup": point["speedup"]} | shares


def slider_places(curve, deployed=None):
    """Where the slider may stand along a cascade's curve, slowest first; the parameter "place" marks that point.

    The thresholds that the cascade has take the place of the curve's point nearest to them.
    """
    places = []
    for point, (_, high) in enumerate(spans_of(curve)):
        columns = {name: values[point] for name, values in curve.items()}
        places.append({"place": high} | place_of(columns))
    if deployed:
        places[slider_start(curve, deployed)] |= place_of(deployed)
    return places


def slider_start(curve, deployed):
    """The place where the slider stands first: that of the thresholds which the cascade has."""
    def distance(point):
        return (abs(curve["deferral_rate"][point] - deployed["deferral_rate"]),
                abs(curve["speedup"][point] - deployed["speedup"]))
    return min(range(len(curve["speedup"])), key=distance)
