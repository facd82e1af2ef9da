"""Rows of results in a file of JSON, one a line, to which a run that was stopped adds."""
import json


def read_rows(path):
    """Those that are there; none where there is no file."""
    lines = path.read_text(encoding="utf8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


def add_row(path, row):
    """Also prints it."""
    line = json.dumps(row)
    with path.open("a", encoding="utf8") as file:
        file.write(line + "\n")
    print(line, flush=True)
