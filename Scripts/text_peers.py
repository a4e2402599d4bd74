"""Other text engines, driven as Concord's own is by `concord-bench text`.

Both are native libraries with a thin layer of Python: loro, and pycrdt, which is yrs, the Yjs of
Rust. What is not installed is left out:

  python3 -m venv .build/peers && .build/peers/bin/pip install loro pycrdt
  .build/peers/bin/python Scripts/bench --only text --traces DIR

Importing, streaming and loading are few calls, so that Python hardly counts. Typing is one call for
each edit, so the time of as many calls that do nothing is taken off.
"""

import gc
import gzip
import importlib.metadata
import json
import pathlib
import pickle
import time

try:
    import loro
except ImportError:
    loro = None
try:
    import pycrdt
except ImportError:
    pycrdt = None


# Making the updates of a history with hundreds of authors takes minutes.
MADE = pathlib.Path(__file__).resolve().parent.parent / ".build/text-peers"


def installed():
    """The peers that can be measured here."""
    return [peer for peer, module in ((Loro, loro), (Yrs, pycrdt)) if module]


class Trace:
    """A recorded history: transactions of (position, delete count, insert), in scalars."""

    def __init__(self, path):
        with gzip.open(path) as file:
            content = json.load(file)
        self.name = pathlib.Path(path).name.split(".")[0]
        self.end = content["end"]
        self.is_sequential = content["kind"] == "seq"
        if self.is_sequential:
            self.edits = [tuple(patch) for patch in content["patches"]]
        else:
            self.transactions = content["txns"]

    def edits_in_bytes(self):
        """The edits of a sequential history with positions in bytes of UTF-8."""
        if all(insert.isascii() for _, _, insert in self.edits):
            return self.edits
        widths, edits = bytearray(), []
        for position, count, insert in self.edits:
            deleted = slice(position, position + count)
            edits.append((sum(widths[:position]), sum(widths[deleted]), insert))
            widths[deleted] = bytes(len(scalar.encode()) for scalar in insert)
        return edits

    def play(self, new_author, receive, edit):
        """Makes each transaction where its author has received exactly what it follows.

        An author is what `new_author(number)` gives; `receive(author, updates)` takes in what
        `edit(author, patches)` gave, for transactions of others.
        """
        authors, seen, pasts, updates = {}, {}, [], []
        made = {}
        last = {transaction["agent"]: place
                for place, transaction in enumerate(self.transactions)}
        for place, transaction in enumerate(self.transactions):
            number = transaction["agent"]
            past = {}
            for parent in transaction["parents"]:
                for agent, count in pasts[parent].items():
                    past[agent] = max(past.get(agent, 0), count)
            if number not in authors:
                authors[number], seen[number] = new_author(number), {}
            missing = sorted(
                other for agent, count in past.items() if agent != number
                for other in made[agent][seen[number].get(agent, 0):count])
            if missing:
                receive(authors[number], [updates[other] for other in missing])
            made.setdefault(number, []).append(place)
            past[number] = len(made[number])
            pasts.append(past)
            seen[number] = dict(past)
            updates.append(edit(authors[number], transaction["patches"]))
            if last[number] == place:
                del authors[number]
        return updates


class Peer:
    """What both have in common: `works` has a function for each measure, `sizes` the bytes."""

    def __init__(self, trace):
        self.works, self.sizes = {}, {}
        self.empty_calls = None
        self.prepare(trace)

    def played(self, trace):
        """The updates of a concurrent history, made once for each version of the peer."""
        path = MADE / f"{trace.name}, {self.title()}"
        if not path.exists():
            updates = trace.play(self.author, self.receive, self.transaction)
            MADE.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pickle.dumps(updates))
        return pickle.loads(path.read_bytes())

    @classmethod
    def title(cls):
        return f"{cls.name} {importlib.metadata.version(cls.package)}"

    def time(self, measure):
        """Milliseconds of one turn; what it makes is freed off the clock."""
        milliseconds = timed(self.works[measure])
        if measure == "local":
            milliseconds -= timed(self.empty_calls)
        return milliseconds


def timed(work):
    gc.collect()
    gc.disable()
    # Time of the processor, as concord-bench takes it: a busy machine does not change it much.
    start = time.process_time()
    result = work()
    end = time.process_time()
    gc.enable()
    del result
    return (end - start) * 1000


def clipped(patches, length_of):
    """The patches as far as they lie in a text that may be ordered otherwise than the trace's."""
    for position, count, insert in patches:
        length = length_of()
        position = min(position, length)
        yield position, min(count, length - position), insert


class Loro(Peer):
    name, package = "Loro", "loro"

    def prepare(self, trace):
        if trace.is_sequential:
            updates = []
            document = self.typed(trace.edits, updates)
            self.works["local"] = lambda: self.typed(trace.edits)
            self.empty_calls = lambda: self.called(trace.edits)
        else:
            updates = self.played(trace)
            document = loro.LoroDoc()
            document.import_batch(updates)
        text = document.get_text("text").to_string()
        history = document.export(loro.ExportMode.Updates(loro.LoroDoc().oplog_vv))
        snapshot = document.export(loro.ExportMode.Snapshot())
        self.sizes = {"full history": len(history), "snapshot": len(snapshot)}
        assert self.opened([history])[1] == self.opened([snapshot])[1] == text
        self.works["import"] = lambda: self.opened([history])
        self.works["stream"] = lambda: self.opened(updates)
        self.works["load"] = lambda: self.opened([snapshot])
        self.works["load and first edit"] = lambda: self.edited(snapshot, len(text) // 2)
        if trace.is_sequential:
            assert text == trace.end

    def typed(self, edits, updates=None):
        document = loro.LoroDoc()
        text = document.get_text("text")
        insert, delete, commit = text.insert, text.delete, document.commit
        if updates is not None:
            # It ends when nothing holds it.
            held = document.subscribe_local_update(
                lambda update: updates.append(bytes(update)) or True)
        for position, count, content in edits:
            if count:
                delete(position, count)
            if content:
                insert(position, content)
            if updates is not None:
                commit()
        commit()
        return document

    def called(self, edits):
        """As many calls as for typing, none of which does anything."""
        document = loro.LoroDoc()
        text = document.get_text("text")
        insert, delete = text.insert, text.delete
        for _, count, content in edits:
            if count:
                delete(0, 0)
            if content:
                insert(0, "")
        return document

    def author(self, number):
        document = loro.LoroDoc()
        document.peer_id = number + 1
        return document

    def receive(self, document, updates):
        document.import_batch(updates)

    def transaction(self, document, patches):
        before = document.oplog_vv
        text = document.get_text("text")
        for position, count, insert in clipped(patches, lambda: text.len_unicode):
            if count:
                text.delete(position, count)
            if insert:
                text.insert(position, insert)
        document.commit()
        return document.export(loro.ExportMode.Updates(before))

    def opened(self, updates):
        document = loro.LoroDoc()
        for update in updates:
            document.import_(update)
        return document, document.get_text("text").to_string()

    def edited(self, snapshot, position):
        document, _ = self.opened([snapshot])
        document.get_text("text").insert(position, "x")
        document.commit()
        return document, document.get_text("text").to_string()


class Yrs(Peer):
    """All history is kept (`skip_gc`); positions are in bytes, each edit a transaction."""

    name, package = "yrs", "pycrdt"

    def prepare(self, trace):
        if trace.is_sequential:
            edits = trace.edits_in_bytes()
            updates = []
            document, text = self.typed(edits, updates)
            self.works["local"] = lambda: self.typed(edits)
            self.empty_calls = lambda: self.called(edits)
            assert str(text) == trace.end
        else:
            updates = self.played(trace)
            document, text = self.opened(updates)[:2]
        history = document.get_update()
        self.sizes = {"full history": len(history)}
        assert self.opened([history])[2] == str(text)
        self.works["import"] = lambda: self.opened([history])
        self.works["stream"] = lambda: self.opened(updates)

    def new(self, **options):
        document = pycrdt.Doc(skip_gc=True, **options)
        return document, document.get("text", type=pycrdt.Text)

    def typed(self, edits, updates=None):
        document, text = self.new()
        if updates is not None:
            document.observe(lambda event: updates.append(event.update))
        # Without the layers of Python between the text and its native half.
        native = text.integrated
        for position, count, insert in edits:
            with document.transaction() as transaction:
                self.apply(native, transaction, position, count, insert)
        return document, text

    def called(self, edits):
        """As many transactions and calls as for typing, none of which changes anything."""
        document, text = self.new()
        native = text.integrated
        for _, count, insert in edits:
            with document.transaction() as transaction:
                if count:
                    native.len(transaction._txn)
                if insert:
                    native.len(transaction._txn)
        return document

    def apply(self, native, transaction, position, count, insert):
        if count:
            native.remove_range(transaction._txn, position, count)
        if insert:
            native.insert(transaction._txn, position, insert)

    def author(self, number):
        document, text = self.new(client_id=number + 1)
        updates = []
        document.observe(lambda event: updates.append(event.update))
        return document, text, updates

    def receive(self, author, updates):
        for update in updates:
            author[0].apply_update(update)

    def transaction(self, author, patches):
        document, text, updates = author
        updates.clear()
        with document.transaction() as transaction:
            native = text.integrated
            for patch in clipped(patches, lambda: native.len(transaction._txn)):
                self.apply(native, transaction, *patch)
        # What nothing was left of makes the empty update: no client, nothing deleted.
        return updates[0] if updates else b"\0\0"

    def opened(self, updates):
        document, text = self.new()
        for update in updates:
            document.apply_update(update)
        return document, text, str(text)
