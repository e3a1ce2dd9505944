#!/usr/bin/env python3
"""Sums the costs of a job's stages from Spark's event log: a line per kind of work, per million items.

    spark/stage_costs.py EVENT_LOG ITEMS

The log must be plain JSON: spark.eventLog.enabled=true, spark.eventLog.compress=false,
spark.eventLog.rolling.enabled=false. For the memory, add spark.eventLog.logStageExecutorMetrics=true.
spark/scaling.sh sets all of them.
"""
import json
import sys
from collections import defaultdict

# The class that made the last data set of a stage, as Spark names the stage after it.
WORK = {
    "TensorFeatures": "read",
    "FeatureTable": "read",
    "FeatureSampler": "sample",
    "Placement": "assign",
    "ListBounds": "bounds",
    "ExactNeighborLists": "search",
    "ListRuns": "merge",
    "ListCompletion": "recall",
    "KnnCommand": "write",
}


def kind(name, read):
    """Returns the kind of work of a stage, from a name such as 'treeAggregate at Placement.java:90'."""
    step, file = name.split(".java")[0].rsplit(" at ", 1)
    if file == "CellMeetings":
        return "send" if step == "flatMapToPair" else "home" if step == "mapPartitionsToPair" else "search"
    if file == "ListCompletion" and read["Remote Bytes Read"] + read["Local Bytes Read"] > 0:
        return "merge"  # lists are merged in the stage that looks for short ones
    return WORK.get(file, file)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    items = int(sys.argv[2].replace(",", ""))
    names = {}
    sums = defaultdict(lambda: [0.0] * 5)
    heap = 0
    with open(sys.argv[1], encoding="utf-8") as log:
        for line in log:
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                break  # the job is still writing this line
            what = event["Event"]
            if what == "SparkListenerStageSubmitted":
                names[event["Stage Info"]["Stage ID"]] = event["Stage Info"]["Stage Name"]
            elif what == "SparkListenerStageExecutorMetrics":
                heap = max(heap, event["Executor Metrics"].get("JVMHeapMemory", 0))
            elif what == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                metrics = event["Task Metrics"]
                read = metrics["Shuffle Read Metrics"]
                row = sums[kind(names[event["Stage ID"]], read)]
                for at, value in enumerate(
                    (
                        metrics["Executor CPU Time"] / 1e9,
                        metrics["JVM GC Time"] / 1e3,
                        read["Remote Bytes Read"] + read["Local Bytes Read"],
                        metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"],
                        metrics["Disk Bytes Spilled"],
                    )
                ):
                    row[at] += value
    millions = items / 1e6
    print("work      cpu s/M   gc s/M  read B/item  written B/item  spilled B/item")
    total = [0.0] * 5
    for name, row in sums.items():
        total = [a + b for a, b in zip(total, row)]
        show(name, row, items, millions)
    show("all", total, items, millions)
    if heap:
        print(f"largest heap of a process, garbage included: {heap / 1e9:.2f} GB")


def show(name, row, items, millions):
    print(
        f"{name:8}{row[0] / millions:9.1f}{row[1] / millions:9.1f}{row[2] / items:13.0f}{row[3] / items:16.0f}"
        f"{row[4] / items:16.0f}"
    )


if __name__ == "__main__":
    main()
