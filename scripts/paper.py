#!/usr/bin/env python3
"""Measures the paper's experiments on our models, and makes the reports and tables of them.

  scripts/paper.py recipes/paper.toml --output build/paper
  scripts/paper.py recipes/paper.toml --only sst2 --sample 300 --repeats 1 --output build/paper-sst2

Writes to OUTPUT: results/NAME.json (from tango evaluate --sweep), report/NAME/ (from tango report:
one per task, cascades and single models side by side), and tables.md. Existing results are kept;
--again measures them anew. Experiments whose models are missing are named and skipped, and so are
off-ramps (made by tango exits; too large for the repository). Off-ramps are measured twice: with one
threshold for all, as their papers have them, and as a rival, a cascade with a tier for each layer and
thresholds chosen as ours are. Times are measured, so nothing else should run on the machine.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import NamedTuple

from model_table import in_words

ROOT = Path(__file__).resolve().parent.parent
SHARES = (0.99, 0.98)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("experiments", type=Path, help="a list of experiments, such as recipes/paper.toml")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--only", action="append", metavar="NAME", help="measure only this experiment; may be repeated")
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/tango")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("TANGO_DATA", ROOT.parent / "shared/data")))
    parser.add_argument("--cache", type=Path, help="directory of prepared files; default: ~/.cache/tango",
                        default=Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tango")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sample", type=int, help="at most so many texts of each experiment")
    parser.add_argument("--core-price", type=float)
    parser.add_argument("--again", action="store_true", help="measure again what has a result already")
    return parser.parse_args()


def read_experiments(arguments):
    experiments = tomllib.loads(arguments.experiments.read_text(encoding="utf8"))["experiment"]
    names = [one["name"] for one in experiments]
    for name in arguments.only or []:
        if name not in names:
            sys.exit(f"--only {name}: no such experiment; there are {', '.join(names)}")
    return [one for one in experiments if not arguments.only or one["name"] in arguments.only]


def place(path, arguments):
    """A path in the list: {data} and {cache} stand for directories; other paths start at the repository's root."""
    return ROOT / path.format(data=arguments.data, cache=arguments.cache)


def cascade_of_exits(exits, arguments):
    """A cascade directory with a tier after each layer that has an off-ramp, and the whole model last."""
    layers = json.loads((exits / "config.json").read_text(encoding="utf8"))["num_hidden_layers"]
    tiers = [{"exit_of": str(exits.resolve()), "layers": layer, "threshold": 1} for layer in range(1, layers)]
    directory = arguments.output / "cascades" / exits.name
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "cascade.json").write_text(
        json.dumps({"version": "1.0", "tiers": [*tiers, {"model": str(exits.resolve())}]}, indent=2) + "\n", encoding="utf8")
    return directory


def rivals_of(experiment, arguments):
    """Directories of the single models and early exits that the experiment's cascade is compared with."""
    exits = [place(one, arguments) for one in experiment.get("exits", [])]
    return [*(place(one, arguments) for one in experiment.get("rivals", [])),
            *(cascade_of_exits(one, arguments) for one in exits if one.exists())]


def evaluate(experiment, arguments, output, *flags):
    command = [arguments.program, "evaluate", "--sweep", "--precision", "int8", "--quiet", "--data", arguments.data,
               "--output", output, *(flags or ("--repeats", str(arguments.repeats)))]
    for share in SHARES:
        command += ["--share", str(share)]
    for key in ("cascade", "model", "input"):
        if key in experiment:
            command += [f"--{key}", place(experiment[key], arguments)]
    for key in ("task", "split"):
        if key in experiment:
            command += [f"--{key}", experiment[key]]
    if tune := experiment.get("tune"):
        command += ["--tune", place(tune, arguments) if "/" in tune else tune]
    for exits in experiment.get("exits", []):
        if place(exits, arguments).exists():
            command += ["--exits", place(exits, arguments)]
        else:
            print(f"{experiment['name']}: measured without {exits}, which does not exist; tango exits makes it")
    for rival in rivals_of(experiment, arguments):
        command += ["--rival", rival]
    for score in experiment.get("scores", []):
        command += ["--score", str(score)]
    if online := experiment.get("online"):
        command += ["--online", str(online)]
    samples = [size for size in (experiment.get("sample"), arguments.sample) if size]
    if samples:
        command += ["--sample", str(min(samples))]
    subprocess.run(command, check=True)


def with_first_tier(experiment, model, arguments, directory):
    """Writes to `directory` a copy of the experiment's cascade with another student as its first tier."""
    source = place(experiment["cascade"], arguments)
    cascade = json.loads((source / "cascade.json").read_text(encoding="utf8"))
    for tier in cascade["tiers"]:
        tier["model"] = str((source / tier["model"]).resolve())
    cascade["tiers"][0]["model"] = str(model.resolve())
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "cascade.json").write_text(json.dumps(cascade, indent=2) + "\n", encoding="utf8")
    return directory


def other_seeds(experiment, arguments):
    """The students matching the experiment's `seeds` that are not already the cascade's first tier."""
    if "seeds" not in experiment:
        return []
    directory = place(experiment["cascade"], arguments)
    cascade = json.loads((directory / "cascade.json").read_text(encoding="utf8"))
    own = (directory / cascade["tiers"][0]["model"] / "model.safetensors").read_bytes()
    return [model for model in sorted(ROOT.glob(experiment["seeds"]))
            if (model / "model.safetensors").is_file() and (model / "model.safetensors").read_bytes() != own]


def measure_seeds(experiment, arguments):
    """The results with each other seed's student as the first tier, measured once each."""
    measured = []
    for model in other_seeds(experiment, arguments):
        name = f"{experiment['name']}-{model.name}"
        output = arguments.output / "results" / f"{name}.json"
        if arguments.again or not output.exists():
            seed = {key: experiment[key] for key in ("task", "split", "input", "sample") if key in experiment}
            seed["cascade"] = str(with_first_tier(experiment, model, arguments,
                                                  (arguments.output / "cascades" / name).resolve()))
            evaluate(seed, arguments, output, "--known-batches", "--repeats", "1")
        measured.append(json.loads(output.read_text(encoding="utf8")))
    return measured


class Measured(NamedTuple):
    experiment: dict
    results: dict
    path: Path  # of the results
    seeds: list  # the results with other students


def measure(experiments, arguments):
    """The results of the experiments whose models exist."""
    measured = []
    for experiment in experiments:
        model = place(experiment.get("cascade") or experiment["model"], arguments)
        if not model.exists():
            print(f"{experiment['name']}: skipped, because {model} does not exist")
            continue
        output = arguments.output / "results" / f"{experiment['name']}.json"
        output.parent.mkdir(parents=True, exist_ok=True)
        if arguments.again or not output.exists():
            start = time.monotonic()
            evaluate(experiment, arguments, output)
            print(f"{experiment['name']}: measured in {time.monotonic() - start:.0f} s", flush=True)
        measured.append(Measured(experiment, json.loads(output.read_text(encoding="utf8")), output,
                                 measure_seeds(experiment, arguments)))
    return measured


def make_reports(measured, arguments):
    for task in dict.fromkeys(experiment["task"] for experiment, *_ in measured):
        own = [one for one in measured if one.experiment["task"] == task]
        directory = arguments.output / "report" / task
        shutil.rmtree(directory, ignore_errors=True)
        directory.parent.mkdir(parents=True, exist_ok=True)
        command = [arguments.program, "report", *(one.path for one in own), "--output", directory,
                   "--title", f"{task}: quality and speed of its cascades"]
        for one in own:
            command += ["--name", one.experiment["title"].split(": ", 1)[-1]]
        if arguments.core_price:
            command += ["--core-price", str(arguments.core_price)]
        subprocess.run(command, check=True)


def times(value):
    return "never" if value is None else f"{value:.2f}x"


def at_share(entries, share):
    return next(one for one in entries if one["share"] == share)


def speedup_cells(setting, policy, share):
    """Ours by the paper's protocol, on half-splits, tuned elsewhere; then oracle, random deferral, early exits.

    `policy`: the setting itself, or its thresholds of classes.
    """
    entry = at_share(policy["speedups"], share)
    half = entry["half_splits"]
    tuned = at_share(policy["tuned"], share).get("report") if "tuned" in policy else None
    exits = [f"{one['name']} {times(at_share(one['speedups'], share)['speedup'])}" for one in setting["baselines"]]
    return [
        times(entry["paper"] and entry["paper"]["speedup"]),
        f"{half['speedup']['median']:.2f}x, keeps {100 * half['kept']['median']:.2f} % "
        f"({100 * half['kept']['p5']:.2f} … {100 * half['kept']['p95']:.2f})",
        f"{in_interval(tuned, 'speedup', 1, 'x')}, keeps {in_interval(tuned, 'kept', 100, ' %')}" if tuned else "",
        times(at_share(setting["oracle"]["speedups"], share)["speedup"]),
        times(at_share(setting["random"]["speedups"], share)["speedup"]["mean"]),
        ", ".join(exits)]


def in_interval(report, key, factor, unit):
    """A number with its interval of 95 %."""
    low, high = (factor * bound for bound in report[f"{key}_interval"])
    return f"{factor * report[key]:.2f}{unit} ({low:.2f} … {high:.2f})"


def speedup_table(measured):
    lines = ["| cascade | setting | share | the paper | here, the paper's protocol | half-splits | tuned on another split | "
             "oracle | random | early exit |", "|---|---|---|---|---|---|---|---|---|---|"]
    for experiment, results, *_ in measured:
        for index, setting in enumerate(results["sweep"]["settings"]):
            if "speedups" not in setting:
                continue
            policies = [(experiment["title"], setting)]
            if "per_class" in setting:
                policies.append((experiment["title"] + ", threshold per class", setting["per_class"]))
            for title, policy in policies:
                for share in SHARES:
                    paper = experiment.get("paper") if share == 0.98 else None
                    cells = [title, setting["name"], f"{100 * share:.0f} %",
                             f"{paper[index]}x" if paper else "", *speedup_cells(setting, policy, share)]
                    lines.append("| " + " | ".join(cells) + " |")
    return lines


def tier_table(measured):
    lines = ["| what | tier | score (5 … 95 % of resamples) | of the last tier's | texts/s, one at a time | texts/s, best batches | best batch | "
             "t / t of the last tier |", "|---|---|---|---|---|---|---|---|"]
    for experiment, results, *_ in measured:
        alone, batches = (setting["tiers"] for setting in results["sweep"]["settings"])
        for number, tier in enumerate(alone):
            lines.append(f"| {experiment['title']} | {number + 1} | {100 * tier['score']:.2f} "
                         f"({100 * tier['score_resampled']['p5']:.2f} … {100 * tier['score_resampled']['p95']:.2f}) | "
                         f"{100 * tier['kept']:.2f} % | {tier['texts_per_s']:,.1f} | "
                         f"{batches[number]['texts_per_s']:,.1f} | {results['sweep']['batches'][number]['best']} | "
                         f"{1 / tier['speedup']:.4f} |")
    return lines


def deviation(values):
    return statistics.stdev(values) if len(values) > 1 else 0


def seed_table(measured):
    """The paper's protocol over students of several seeds: mean and standard deviation."""
    lines = []
    for experiment, results, _, seeds in measured:
        runs = [results, *seeds]
        if len(runs) == 1:
            continue
        for index, setting in enumerate(results["sweep"]["settings"]):
            for share in SHARES:
                found = [at_share(run["sweep"]["settings"][index]["speedups"], share)["paper"] for run in runs]
                speedups = [one["speedup"] if one else 1.0 for one in found]
                lines.append(f"| {experiment['title']} | {setting['name']} | {100 * share:.0f} % | {len(runs)} | "
                             f"{statistics.mean(speedups):.2f}x ± {deviation(speedups):.2f} | "
                             f"{', '.join(f'{one:.2f}x' for one in speedups)} |")
    if lines:
        lines[:0] = ["", "## Students of several seeds", "", "The paper's protocol; the first is the one above.", "",
                     "| cascade | setting | share | seeds | mean ± deviation | each |", "|---|---|---|---|---|---|"]
    return lines


def verdict_cell(rival):
    """Speedups by verdict, such as "not inferior at 1.2x, 2.0x; cannot tell at 5.0x"."""
    verdicts = {}
    for point in rival["points"]:
        verdicts.setdefault(point["verdict"], []).append(f"{point['speedup']:.1f}x")
    return "; ".join(f"{verdict} at {', '.join(speedups)}" for verdict, speedups in verdicts.items())


def rival_table(measured):
    lines = []
    for experiment, results, *_ in measured:
        setting = results["sweep"]["settings"][0]
        for rival in setting.get("rivals", []):
            name = "/".join(Path(rival["name"]).parts[-2:])
            lines.append(f"| {experiment['title']} | {name} | {100 * rival['margin']:.1f} | {verdict_cell(rival)} |")
    if lines:
        lines[:0] = ["", "## Rivals at the same speed", "",
                     "Thresholds (one for each class and tier) from the tuning texts, one text at a time; *not inferior*: the lower "
                     "bound (95 %, paired bootstrap) of the difference of scores is no further below 0 than the margin in points.",
                     "", "| cascade | rival | margin | verdict |", "|---|---|---|---|"]
    return lines


def score_table(measured):
    """The speedup at the paper's own scores, by the paper's protocol."""
    lines = []
    for experiment, results, *_ in measured:
        for setting in results["sweep"]["settings"]:
            for entry in setting.get("at_scores", []):
                of_classes = at_score(setting.get("per_class", {}).get("at_scores", []), entry["score"])
                lines.append(f"| {experiment['title']} | {setting['name']} | {100 * entry['score']:.1f} | "
                             f"{reached(entry)} | {reached(of_classes) if of_classes else ''} |")
    if lines:
        lines[:0] = ["", "## At the paper's absolute scores", "", "By the paper's protocol: thresholds are read off these texts.",
                     "", "| cascade | setting | score | one threshold | threshold per class |", "|---|---|---|---|---|"]
    return lines


def at_score(entries, score):
    return next((one for one in entries if one["score"] == score), None)


def reached(entry):
    return "not reached" if entry["speedup"] is None else times(entry["speedup"])


def write_tables(measured, arguments):
    first = measured[0].results
    lines = [f"`scripts/paper.py {arguments.experiments}`, {arguments.repeats} repeats, {time.strftime('%Y-%m-%d')}, "
             + in_words(first["sweep"]["machine"]) + ".", "", "## Speedups", "", *speedup_table(measured), "",
             "## Tiers alone", "", *tier_table(measured), *seed_table(measured), *score_table(measured),
             *rival_table(measured), "", "## Texts", ""]
    for experiment, results, *_ in measured:
        lines.append(f"- {experiment['title']}: {results['rows']} texts of {Path(results['input']).name}"
                     f"{' (' + experiment['split'] + ')' if 'split' in experiment else ''}, {results['metric']}.")
    (arguments.output / "tables.md").write_text("\n".join(lines) + "\n", encoding="utf8")


def main():
    arguments = parse_arguments()
    start = time.monotonic()
    measured = measure(read_experiments(arguments), arguments)
    if not measured:
        sys.exit("none of the experiments has its models; tango build makes them")
    make_reports(measured, arguments)
    write_tables(measured, arguments)
    print(f"{arguments.output / 'tables.md'}, after {(time.monotonic() - start) / 60:.1f} minutes")


if __name__ == "__main__":
    main()
