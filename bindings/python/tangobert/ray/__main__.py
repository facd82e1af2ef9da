"""tango-ray classify IN OUT --cascade DIR: a corpus on the Ray cluster that this machine is in."""
from __future__ import annotations

import argparse
import signal
import sys

from .._errors import Error
from ._corpus import classify


def main() -> None:
    parser = argparse.ArgumentParser(prog="tango-ray", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("classify", help="answer a corpus, shard by shard",
                              description="Answers a corpus; its parts appear whole, each exactly once.")
    one.add_argument("input", metavar="IN", help="a .jsonl, .txt or .parquet file, or its s3:// or gs:// address")
    one.add_argument("output", metavar="OUT", help="directory of the parts and manifest.json")
    one.add_argument("--cascade", required=True, metavar="DIR", help="cascade that every node sees")
    one.add_argument("--actors", type=int, metavar="N", help="one core each; by default as many as there are CPUs")
    one.add_argument("--rows", type=int, default=50_000, metavar="N", help="rows of a shard of lines (default 50000)")
    one.add_argument("--precision", metavar="P", help="fp32, bf16 or int8, where cascade.json names none")
    one.add_argument("--text", metavar="NAME", help="column of the texts")
    one.add_argument("--text-pair", metavar="NAME", help="column of the second texts of pairs")
    one.add_argument("--scores", action="store_true", help="add the score of every label (lines alone)")
    one.add_argument("--resume", action="store_true", help="go on with what an earlier run has left")
    given = vars(parser.parse_args())
    del given["command"]
    if not given["scores"]:
        given["scores"] = None
    try:
        classify(given.pop("input"), given.pop("output"), progress=True, **given)
    except Error as error:
        sys.exit(f"tango-ray: {error}")
    except KeyboardInterrupt:
        print("tango-ray: stopped; the same command with --resume goes on", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)


if __name__ == "__main__":
    main()
