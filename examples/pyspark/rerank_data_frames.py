#!/usr/bin/env python3
"""Builds neighbor lists and re-ranks on Spark data frames, from Python.

    spark-submit --jars spark/target/icfrr-spark-1.0.0-all.jar examples/pyspark/rerank_data_frames.py
    spark-submit --jars spark/target/icfrr-spark-1.0.0-all.jar examples/pyspark/rerank_data_frames.py \
        --gallery gallery.parquet --queries queries.parquet --id image --features embedding --out rankings.parquet

Without --gallery it draws sketches and photos of ten classes and prints how many of the ten best photos of a sketch have its
class, before and after re-ranking.

Requires PySpark 4 and a JDK 25 for all machines. Ids may be text or whole numbers; features may be arrays of float or double, or
vectors of Spark's ML library.
"""

import argparse

from pyspark.sql import DataFrame, SparkSession, functions

CLASSES = 10
LENGTH = 16


def recommended_graph(gallery, id_column, feature_column):
    """Returns the neighbor lists of a gallery, with K chosen: id, neighbors."""
    spark = gallery.sparkSession
    graphs = spark._jvm.dev.icfrr.spark.dataframe.KnnGraphs
    return DataFrame(graphs.recommended(gallery._jdf, id_column, feature_column), spark)


def rerank(queries, gallery, graph, id_column, feature_column, window=1000, all_iterations=False):
    """Returns the re-ranked gallery ids of each query: query, iteration, ranking."""
    spark = gallery.sparkSession
    reranking = spark._jvm.dev.icfrr.spark.dataframe.Reranking.of(
        queries._jdf, gallery._jdf, graph._jdf, id_column, feature_column
    ).withWindow(window)
    if all_iterations:
        reranking = reranking.withAllIterations()
    return DataFrame(reranking.rankings(), spark)


def drawn(spark, domain, per_class, shift, seed):
    """Draws items of all classes; the domains differ by a shift. The id tells the class."""
    label = functions.col("id") % CLASSES
    features = [
        functions.sin(label * (2 * k + 1)) + 0.8 * functions.randn(seed + k) + shift for k in range(LENGTH)
    ]
    return spark.range(CLASSES * per_class).select(
        functions.concat_ws("/", functions.lit(domain), label, functions.col("id")).alias("image"),
        functions.array(*features).alias("embedding"),
    )


def share_of_class(rankings):
    """Returns the mean share of the ten best items that have the class of the query."""
    rows = rankings.collect()
    hits = sum(item.split("/")[1] == row.query.split("/")[1] for row in rows for item in row.ranking[:10])
    return hits / (10 * len(rows))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--gallery", help="Parquet of the gallery")
    arguments.add_argument("--queries", help="Parquet of the queries")
    arguments.add_argument("--id", default="image", help="column of ids")
    arguments.add_argument("--features", default="embedding", help="column of features")
    arguments.add_argument("--out", help="Parquet to write")
    chosen = arguments.parse_args()
    if (chosen.gallery is None) != (chosen.queries is None):
        arguments.error("--gallery and --queries belong together")

    spark = SparkSession.builder.appName("re-ranking").getOrCreate()
    if chosen.gallery:
        gallery, queries = spark.read.parquet(chosen.gallery), spark.read.parquet(chosen.queries)
    else:
        gallery, queries = drawn(spark, "photo", 40, 0.0, 100), drawn(spark, "sketch", 5, 0.5, 200)
    graph = recommended_graph(gallery, chosen.id, chosen.features).persist()
    rankings = rerank(queries, gallery, graph, chosen.id, chosen.features, all_iterations=not chosen.gallery)
    if chosen.out:
        rankings.write.parquet(chosen.out)
    if not chosen.gallery:
        last = rankings.agg({"iteration": "max"}).head()[0]
        for iteration in (0, last):
            share = share_of_class(rankings.where("iteration = %d" % iteration))
            print("iteration %d: %.3f of the ten best photos have the class of the sketch" % (iteration, share))
    spark.stop()


if __name__ == "__main__":
    main()
