"""The rows of the tables that `benchmarks/table` writes: what each shows of what was measured."""
import statistics


def all_tables(measured):
    """Returns the tables of BENCHMARKS.md."""
    results = Results(measured)
    parts = [machine(results)]
    for title, note, rows in SECTIONS:
        shown = [row(results) for row in rows]
        shown = [cells for cells in shown if cells]
        if not shown:
            continue
        parts.append(f"## {title}\n\n{note}\n")
        parts.append(table(("what", "wanted", "measured", "others"), shown))
    parts.append("## Commands\n\nThe letter `D` stands for the folder of the inputs, `R` for the checkout of the public "
                 "code.\n")
    parts.append(table(("measurement", "command", "date"), [
        (name, f"`{entry['command']}`", entry["date"])
        for name, entry in measured["results"].items()]))
    return "\n".join(parts)


def summary(measured):
    """Returns the table of the README."""
    results = Results(measured)
    rows = [
        ("TU-Berlin's size (2,400 x 27,989): one query and iteration", milliseconds(per_iteration(results, "tuberlin-distances"), False),
         with_name(reference_iteration(results, False), "Python program")),
        ("neighbor lists from features", seconds(stage(results, "tuberlin", "neighbors"), False),
         with_name(seconds(results.get("faiss", "all_seconds"), False), "FAISS")),
        ("the whole command, from features", seconds(results.get("rerank-flat", "seconds"), False), ""),
        ("QuickDraw's size (92,291 x 54,151), from features",
         joined(minutes(whole(results, "quickdraw")), gigabytes(peak(results, "quickdraw"))), "does not fit"),
        ("1,000 candidates, one query", milliseconds([latency(results, "million", "one query, 1,000 candidates")], False), ""),
    ]
    head = f"{machine_name(results)}, synthetic features ([all measurements](BENCHMARKS.md)):\n\n"
    return head + table(("task", "this program", "others, same machine"), [row for row in rows if row[1]], right=(1, 2))


class Results:
    """What was measured, by name."""

    def __init__(self, measured):
        self.entries = measured["results"]

    def get(self, name, *path):
        """Returns a value of a measurement, or None if there is none."""
        value = self.entries.get(name, {}).get("result")
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value


# Values of the commands


def stage(results, name, which):
    return results.get(name, "seconds", which, "all")


def per_iteration(results, name):
    """Returns the milliseconds of one query and iteration, a value per round."""
    stages = results.get(name, "seconds")
    if stages is None:
        return None
    iterations = [entry["all"] for stage_name, entry in stages.items() if stage_name.startswith("iteration ")]
    queries = results.get(name, "inputs", "queries")
    return [1000 * sum(round_) / queries / len(iterations) for round_ in zip(*iterations)]


def latency(results, name, what, quantile="p50"):
    return results.get(name, "milliseconds_of_one_query", what, quantile)


def peak(results, name, which="resident"):
    stages = results.get(name, "peak_bytes")
    return None if stages is None else max(entry[which] for entry in stages.values() if which in entry)


def whole(results, name):
    neighbors, queries = stage(results, name, "neighbors"), stage(results, name, "all queries")
    return None if neighbors is None else statistics.median(neighbors) + statistics.median(queries)


# Their texts


def span(values, unit, spans, bold):
    """Returns the median of a list and its span, or nothing if there is no value."""
    if not values or values[0] is None:
        return ""
    middle = statistics.median(values)
    digits = 3 if middle < 1 else 2 if middle < 10 else 1
    text = f"{middle:.{digits}f} {unit}"
    if bold:
        text = f"**{text}**"
    return f"{text} ({min(values):.{digits}f} to {max(values):.{digits}f})" if spans and len(values) > 1 else text


def seconds(values, spans=True, bold=False):
    return span(values, "s", spans, bold)


def milliseconds(values, spans=True, bold=False):
    return span(values, "ms", spans, bold)


def minutes(value):
    return "" if value is None else f"{value / 60:.1f} min"


def gigabytes(value):
    return "" if value is None else f"{value / 1e9:.2f} GB"


def megabytes(value):
    return "" if value is None else f"{value / 1e6:,.0f} MB"


def joined(*texts):
    return ", ".join(text for text in texts if text)


def with_name(text, name):
    return f"{text} ({name})" if text else ""


def times(mine, theirs):
    """Returns how many times as long the others took."""
    if not mine or not theirs:
        return ""
    ratio = statistics.median(theirs) / statistics.median(mine)
    return f": {ratio:.1f} times" if ratio < 20 else f": {ratio:,.0f} times"


def reference_iteration(results, ratio=True):
    value = results.get("reference", "milliseconds_per_query_and_iteration")
    if value is None:
        return ""
    return f"{value:.0f} ms" + (times(per_iteration(results, "tuberlin-distances"), [value]) if ratio else "")


def machine(results):
    first = next((entry["result"] for entry in results.entries.values() if "machine" in entry["result"]), {})
    rows = [(name, str(value)) for name, value in first.get("machine", {}).items()]
    torch, faiss = results.get("reference", "torch"), results.get("faiss", "faiss")
    others = ", ".join(([f"PyTorch {torch}"] if torch else []) + ([f"FAISS {faiss}"] if faiss else []))
    if others:
        rows.append(("others", f"{others}, 2 threads, same machine and files"))
    rows.append(("values", "medians and, in brackets, spans of the rounds of one process or of whole runs"))
    return table(("", ""), rows) + "\n"


def machine_name(results):
    machine_ = next((entry["result"]["machine"] for entry in results.entries.values() if "machine" in entry["result"]), {})
    return f"{machine_.get('processor', 'This machine')}, {machine_.get('threads', '2')} threads"


def table(head, rows, right=()):
    lines = ["| " + " | ".join(head) + " |",
             "|" + "|".join("--:" if column in right else "---" for column in range(len(head))) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


# Rows. Each returns its cells, or None if nothing was measured.


def row(what, wanted, value, others=lambda results: ""):
    def cells(results):
        text = value(results)
        return (what, wanted, text, others(results)) if text else None

    return cells


def of_serving(name, clients):
    def value(results):
        found = results.get(name, clients)
        if not found:
            return ""
        return f"p50 **{found['p50']:.2f} ms**, p99 {found['p99']:.1f} ms, {found['answers_per_s']:.0f} answers/s"

    return value


def of_one_query(name, what):
    def value(results):
        middle, high = latency(results, name, what), latency(results, name, what, "p99")
        return "" if middle is None else f"p50 **{middle:.2f} ms**, p99 {high:.2f} ms"

    return value


def of_command(name):
    def value(results):
        memory = results.get(name, "peak_resident_bytes")
        return seconds(results.get(name, "seconds"), bold=True) + (f", {megabytes(max(memory))}" if memory else "")

    return value


def of_lucene(results):
    windows = results.get("lucene", "windows") or []
    return [(f"window {entry['window']:.0f}", "",
             f"search {entry['search_ms']:.2f} ms; by vectors + {entry['vectors_ms']:.2f} ms; by stored lists + "
             f"{entry['lists_ms']:.2f} ms",
             f"mAP@all {entry['search_map']:.3f}, {entry['vectors_map']:.3f}, {entry['lists_map']:.3f}")
            for entry in windows]


def lucene_row(number):
    def cells(results):
        rows = of_lucene(results)
        return rows[number] if number < len(rows) else None

    return cells


SECTIONS = (
    ("TU-Berlin's size",
     "27,989 gallery items, 2,400 queries, 768 dimensions, KG = KQ = 512, 5 iterations.",
     (
         row("exact neighbors from features", "≤ 3.8 s with AVX-512, 5.5 s with AVX2",
             lambda r: seconds(stage(r, "tuberlin", "neighbors"), bold=True),
             lambda r: with_name(seconds(r.get("faiss", "all_seconds")), "FAISS")
             + times(stage(r, "tuberlin", "neighbors"), r.get("faiss", "all_seconds"))),
         row("the same with the JVM limited to AVX2", "≤ 5.5 s",
             lambda r: seconds(stage(r, "tuberlin-avx2", "neighbors"), bold=True)),
         row("its first round against the median of the others", "≤ 1.15",
             lambda r: (lambda all_: f"{all_[0] / statistics.median(all_[1:]):.2f}" if all_ else "")(
                 stage(r, "tuberlin", "neighbors"))),
         row("neighbors from stored distances, with reading", "",
             lambda r: seconds(stage(r, "tuberlin-distances", "neighbors"), bold=True),
             lambda r: with_name(seconds(r.get("reference", "all_seconds", "rank matrix")), "public code")),
         row("one query and iteration, both cores", "≤ 0.075 ms, a thousandth",
             lambda r: milliseconds(per_iteration(r, "tuberlin-distances"), bold=True), reference_iteration),
         row("the same, accumulating rule", "≤ 0.2 ms with AVX2",
             lambda r: milliseconds(per_iteration(r, "tuberlin-accumulating"), bold=True)),
         row("the same, multi-scale votes, K 512", "≤ 1.3 times the flat vote",
             lambda r: milliseconds(per_iteration(r, "tuberlin-multiscale"), bold=True)),
         row("one query alone, 5 iterations, one thread", "p50 ≤ 1.2 ms",
             of_one_query("tuberlin", "one query, whole gallery")),
         row("its first 100 items", "", of_one_query("tuberlin", "one query, its first 100")),
         row("one query alone, accumulating rule", "p50 ≤ 1.2 ms",
             of_one_query("tuberlin-accumulating", "one query, whole gallery")),
         row("its first 100 items", "", of_one_query("tuberlin-accumulating", "one query, its first 100")),
         row("multi-scale votes: neighbors; lists with local scaling", "",
             lambda r: "; ".join(filter(None, (seconds(stage(r, "tuberlin-multiscale", "neighbors"), bold=True),
                                               seconds(stage(r, "tuberlin-multiscale", "scaled lists")))))),
         row("peak memory from features; with multi-scale votes", "the same",
             lambda r: "; ".join(filter(None, (megabytes(peak(r, "tuberlin")),
                                               megabytes(peak(r, "tuberlin-multiscale")))))),
         row("`icfrr rerank`, flat, KG = KQ = 512", "", of_command("rerank-flat")),
         row("`icfrr rerank`, multi-scale, K 512", "", of_command("rerank-multiscale")),
         row("`icfrr rerank`, multi-scale, K 1,024", "", of_command("rerank-multiscale-1024")),
         row("`icfrr rerank`, multi-scale, K chosen: 1,024", "at most 3 s more", of_command("rerank-chosen")),
         row("peak memory from distances, without mapped files", "the lists, 29 MB, and the JVM",
             lambda r: megabytes(peak(r, "tuberlin-distances", "resident without mapped files")),
             lambda r: with_name(gigabytes(r.get("reference", "peak_resident_bytes")), "public code")),
         row("from Python: neighbors from distances; all queries", "≤ 1.05 times `bench`",
             lambda r: "" if r.get("python") is None else
             f"{r.get('python', 'neighbors_s'):.2f} s; {r.get('python', 'all_queries_s'):.2f} s",
             lambda r: with_name(seconds(stage(r, "tuberlin-distances", "neighbors"), False) + "; "
                                 + seconds(stage(r, "tuberlin-distances", "all queries"), False), "`bench`")),
     )),
    ("Larger",
     "QuickDraw's size has 92,291 queries, 54,151 gallery items and 768 dimensions, the million 256 dimensions and KG = KQ "
     "= 100.",
     (
         row("QuickDraw's size, neighbors and all queries, from features", "≤ 150 s",
             lambda r: "" if whole(r, "quickdraw") is None else f"**{whole(r, 'quickdraw'):.0f} s**"),
         row("its neighbors; query distances", "",
             lambda r: "" if whole(r, "quickdraw") is None else
             f"{stage(r, 'quickdraw', 'neighbors')[0]:.0f} s; {stage(r, 'quickdraw', 'query distances')[0]:.0f} s"),
         row("its peak memory", "≤ 2 GB", lambda r: gigabytes(peak(r, "quickdraw"))),
         row("a million items: approximate neighbors", "recall ≥ 0.95 in ≤ 6 min",
             lambda r: seconds(stage(r, "million", "neighbors"), False)
             + (f", {r.get('million', 'parameters', 'neighbors')}" if r.get("million") else "")),
         row("a million items: memory", "≤ 6 GB", lambda r: gigabytes(peak(r, "million"))),
         row("one query over 1,000 candidates, accumulating rule", "≤ 10 ms",
             of_one_query("million", "one query, 1,000 candidates")),
     )),
    ("Small inputs",
     "5,000 gallery items, 200 queries, 128 dimensions, KG 256, KQ 250, 5 iterations.",
     (
         row("exact neighbors from features", "", lambda r: seconds(stage(r, "small-features", "neighbors"), bold=True),
             lambda r: with_name(seconds(r.get("faiss-small", "all_seconds")), "FAISS")
             + times(stage(r, "small-features", "neighbors"), r.get("faiss-small", "all_seconds"))),
         row("neighbors from the distance matrix", "", lambda r: seconds(stage(r, "small-distances", "neighbors"), bold=True),
             lambda r: with_name(seconds(r.get("reference-small", "all_seconds", "rank matrix")), "public code")
             + times(stage(r, "small-distances", "neighbors"), r.get("reference-small", "all_seconds", "rank matrix"))),
         row("one query and iteration", "", lambda r: milliseconds(per_iteration(r, "small-distances"), bold=True),
             lambda r: "" if r.get("reference-small") is None else
             f"{r.get('reference-small', 'milliseconds_per_query_and_iteration'):.2f} ms (public code)"
             + times(per_iteration(r, "small-distances"),
                     [r.get("reference-small", "milliseconds_per_query_and_iteration")])),
     )),
    ("Serving",
     "`POST /v1/search` with a vector, k 20, KG 256, KQ 250, 5 iterations, over 28,000 items of 256 dimensions. Server and "
     "clients run in one JVM on the same cores, after 24 s of warm-up.",
     (
         row("1 client, whole gallery re-ranked", "p50 ≤ 2 ms", of_serving("serving", "1")),
         row("8 clients", "≥ 400 answers/s", of_serving("serving", "8")),
         row("64 clients", "", of_serving("serving", "64")),
         row("1 client, 1,000 candidates", "", of_serving("serving-candidates", "1")),
         row("8 clients, 1,000 candidates", "", of_serving("serving-candidates", "8")),
         row("64 clients, 1,000 candidates", "", of_serving("serving-candidates", "64")),
     )),
    ("Inside Lucene",
     "20,000 gallery items of 40 classes, 256 dimensions, 100 queries, KG = KQ = 100, 5 iterations, one thread, the default "
     "HNSW index in 2 segments. The last column gives mAP of the search alone, by vectors and by stored lists. Each query "
     "has 500 relevant documents, so a window of 100 holds at most a fifth of them.",
     tuple(lucene_row(number) for number in range(3))),
)
