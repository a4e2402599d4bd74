"""The text engine's part of Scripts/bench: beside its peers, in turns, and counted."""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import zlib

import text_peers

TRACES = ["automerge-paper", "rustcode", "sveltecomponent", "friendsforever", "git-makefile"]
QUICK_TRACES = ["sveltecomponent", "friendsforever"]
# Turns of all engines, one after the other, and how often ours measures in each of its own.
ROUNDS = 3
REPEATS = 3
# What takes longer than this, in milliseconds, takes no second turn.
SLOW = 5_000

# What is compared with the peers: the same measure there.
COMPARED = ["local", "import", "stream", "load", "load and first edit", "full history"]

# What diamond-types says of itself, as it is not measured beside us: the bytes of its full history,
# as they are and compressed by zlib (level 9), and the resident memory in MB of what it loads. Its
# own measures: github.com/josephg/diamond-types, built from source, on a machine like this one.
DIAMOND_TYPES = {
    "automerge-paper": (203_569, 71_695, 1.6), "rustcode": (553_515, 138_304, 1.9),
    "sveltecomponent": (106_793, 29_146, 0.8), "friendsforever": (41_901, 26_239, 0.9),
    "git-makefile": (281_568, 111_512, 2.6),
}

METHOD = """\
The histories are recorded ones, from github.com/josephg/editing-traces: three that one person
typed, one of two people who typed at once, one of a file with branches. *local* makes the edits
one by one; *import* reads the full history and gives its text; *merge only* starts from what is
in memory; *stream* takes in one run after the other and gives the edits for an editor; *load* opens a
saved text. A gap buffer in C, which keeps no history, makes the same edits in turn with *local*:
the limit. Memory is that of the loaded history, in a process of its own. The bounds of sizes and
memory are the figures of diamond-types.

Peers are driven by `Scripts/text_peers.py`: loro and yrs (pycrdt), both native, through Python.
The calls' own cost, measured by as many calls that do nothing, is taken off their *local*. They
keep the full history, deleted text too; pycrdt writes it in Yjs's first format, not the smaller
second one. Engines take turns, {rounds} times each, or once where a turn takes seconds; a figure
is a median, and a ratio one of two medians. All times are of the processor, which on a quiet
machine is the time on the wall. *stream* of a peer is one update for each transaction, which on
git-makefile holds several edits.

The rows without a recorded history's name are made histories: branches that were made apart from
2,000 scalars, each edited at random places or typed forwards at one, and merged; 1,000 replicas
that each take in what is there before one in ten of their edits; and one text edited by one
person.
"""


def measure(table, bench, traces, quick):
    """Adds a row for each measure of each trace in the folder `traces`, and each ratio."""
    peers = text_peers.installed()
    for peer in peers:
        print(f"  beside {peer.title()}")
    if not peers:
        print("  no peers: neither loro nor pycrdt is installed for this Python")
    for name in QUICK_TRACES if quick else TRACES:
        trace = text_peers.Trace(f"{traces}/{name}.json.gz")
        prepared = [peer(trace) for peer in peers]
        figures = in_turns(bench, traces, name, prepared, 1 if quick else ROUNDS)
        add_rows(table, name, trace.is_sequential, figures, prepared)
    add_series(table, bench, 1_000 if quick else 1_000_000)


def in_turns(bench, traces, name, peers, rounds):
    """The values of each measure of ours, and of each peer under its name."""
    figures = {}
    for _ in range(rounds):
        output = run(bench, "text", "--traces", traces, "--trace", name, "--repeats", str(REPEATS),
                     "--json", *(word for part in ("local", "import", "merge", "stream", "load",
                                                   "memory") for word in ("--only", part)))
        for line in output.splitlines():
            figure = json.loads(line)
            figures.setdefault((None, figure["what"]), []).extend(figure["values"])
        for peer in peers:
            for what in peer.works:
                values = figures.setdefault((peer.name, what), [])
                if not values or values[-1] < SLOW:
                    values.append(peer.time(what))
    for peer in peers:
        for what, size in peer.sizes.items():
            figures[peer.name, what] = [size]
    with tempfile.NamedTemporaryFile() as stored:
        run(bench, "text-history", f"{traces}/{name}.json.gz", stored.name)
        figures[None, "full history, zlib"] = [len(zlib.compress(stored.read(), 9))]
    return {key: statistics.median(values) for key, values in figures.items()}


def add_rows(table, name, is_sequential, figures, peers):
    size, compressed, memory = DIAMOND_TYPES[name]
    goals = {
        "full history": (size, None), "full history, zlib": (compressed, None),
        "memory, resident": (memory, None),
        "local / gap buffer": (3.4, None), "load": (0.1, None), "load and first edit": (0.5, None),
        "stream, one run": (1 if is_sequential else 2, None),
    }
    units = {"full history": "bytes", "full history, zlib": "bytes", "snapshot": "bytes", "local / gap buffer": "times",
             "stream, one run": "µs", "memory, live": "MB", "memory, resident": "MB"}
    for (peer, what), value in figures.items():
        required, goal = goals.get(what, (None, None)) if peer is None else (None, None)
        row = f"{name}: {what}" + (f", {peer}" if peer else "")
        table.add(row, value, units.get(what, "ms"), required, goal)
    for peer in peers:
        for what in COMPARED:
            if (None, what) in figures and (peer.name, what) in figures:
                # Ahead of everybody; of yrs, whose import is the fastest, by more where one can be.
                goal = (0.35 if is_sequential else 0.9) if what == "import" else None
                table.add(f"{name}: {what}, Concord / {peer.name}",
                          figures[None, what] / figures[peer.name, what], "times", 1,
                          goal if peer is text_peers.Yrs else None)


def add_series(table, bench, largest):
    output = run(bench, "text", "--only", "series", "--series", str(largest), "--json")
    for line in output.splitlines():
        figure = json.loads(line)
        table.add(f"{figure['subject']}, {figure['what']}", statistics.median(figure["values"]),
                  figure["unit"], note=figure["remark"])


# Counted instructions

COUNTED = [("automerge-paper", "local"), ("automerge-paper", "import"),
           ("automerge-paper", "merge"), ("friendsforever", "import"), ("friendsforever", "merge")]


def count_instructions(table, bench, traces, work):
    """Adds how many instructions each loop takes, which tells 2 % apart on a busy machine."""
    if not shutil.which("valgrind"):
        print("  no valgrind, so instructions are not counted")
        return
    # Valgrind 3.19 stumbles over Swift's debug information.
    stripped = str(work / "concord-bench")
    run("strip", "--strip-debug", "-o", stripped, bench)
    # Otherwise the order of dictionaries, and with it the count, changes from run to run.
    environment = dict(os.environ, SWIFT_DETERMINISTIC_HASHING="1")
    for name, part in COUNTED:
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
             "--collect-atstart=no", "--toggle-collect=measured_call", stripped, "text", "--traces",
             traces, "--trace", name, "--only", part, "--repeats", "1"],
            capture_output=True, text=True, env=environment)
        found = re.search(r"Collected : (\d+)", result.stderr)
        if result.returncode != 0 or not found or found.group(1) == "0":
            sys.exit(f"valgrind counted nothing\n{result.stdout}{result.stderr}")
        table.add(f"{name}: {part}, instructions", int(found.group(1)), "")


def run(*words):
    result = subprocess.run(words, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(words)}\n{result.stdout}{result.stderr}")
    return result.stdout
