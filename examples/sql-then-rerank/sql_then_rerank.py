#!/usr/bin/env python3
"""Finds candidates with PostgreSQL and re-ranks them with `icfrr serve`.

    createdb images
    python3 sql_then_rerank.py load --db images --features gallery_features.npy
    python3 sql_then_rerank.py search --db images --queries query_features.npy --row 5 --top 500 \
        --server http://127.0.0.1:8080

By default, requests contain the vectors of the candidates, and the server needs no matching gallery. With --by ids, requests
contain only ids and distances. The server's gallery must then hold the same items under the same ids, as after `icfrr index
build --features gallery_features.npy`, and neighbors are those of the whole gallery.

Requires psql and the Python standard library. Vectors are stored in a real[] column, which works on any PostgreSQL. With
pgvector, replace the distance by `embedding <-> $1`, which can use an index.
"""

import argparse
import ast
import json
import math
import os
import struct
import subprocess
import sys
import urllib.error
import urllib.request

CREATE = """
DROP TABLE IF EXISTS icfrr_gallery;
CREATE TABLE icfrr_gallery (id integer PRIMARY KEY, embedding real[] NOT NULL);
CREATE OR REPLACE FUNCTION icfrr_distance(a real[], b real[]) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS 'SELECT sqrt(sum((x::double precision - y) * (x::double precision - y))) FROM unnest(a, b) AS pairs(x, y)';
"""
NEAREST = """
SELECT json_build_object('id', id, 'distance', distance{vectors})
FROM (SELECT id, embedding, icfrr_distance(embedding, '{vector}') AS distance FROM icfrr_gallery) AS all_items
ORDER BY distance, id LIMIT {top};
"""


def fail(text):
    sys.exit(f"sql_then_rerank: {text}")


def read_npy(path):
    """Rows of a float32 .npy file as lists."""
    with open(path, "rb") as file:
        if file.read(6) != b"\x93NUMPY":
            fail(f"{path} is not a .npy file")
        major = file.read(2)[0]
        size = struct.unpack("<H" if major == 1 else "<I", file.read(2 if major == 1 else 4))[0]
        header = ast.literal_eval(file.read(size).decode("latin1"))
        if header["descr"] != "<f4" or header["fortran_order"] or len(header["shape"]) != 2:
            fail(f"{path} must hold little-endian float32 of shape [N, D], not {header}")
        rows, columns = header["shape"]
        for row in range(rows):
            data = file.read(4 * columns)
            if len(data) != 4 * columns:
                fail(f"{path} ends in row {row} of {rows}")
            values = list(struct.unpack(f"<{columns}f", data))
            if not all(map(math.isfinite, values)):
                fail(f"{path} holds NaN or infinity in row {row}")
            yield values


def psql(database, sql, stdin=None):
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database]
    done = subprocess.run(command, input=sql if stdin is None else sql + stdin, capture_output=True, text=True)
    if done.returncode:
        fail(f"psql: {done.stderr.strip()}")
    return done.stdout.splitlines()


def array(vector):
    return "{" + ",".join(repr(x) for x in vector) + "}"


def load(arguments):
    lines = [f"{item}\t{array(row)}" for item, row in enumerate(read_npy(arguments.features))]
    psql(arguments.db, CREATE + "COPY icfrr_gallery FROM STDIN;\n", "\n".join(lines) + "\n\\.\n")
    print(f"{len(lines)} vectors in the table icfrr_gallery of {arguments.db}")


def search(arguments):
    query = next((row for i, row in enumerate(read_npy(arguments.queries)) if i == arguments.row), None)
    if query is None:
        fail(f"{arguments.queries} has no row {arguments.row}")
    vectors = ", 'vector', embedding" if arguments.by == "vectors" else ""
    nearest = NEAREST.format(vector=array(query), vectors=vectors, top=arguments.top)
    found = [json.loads(line) for line in psql(arguments.db, nearest)]
    if not found:
        fail("the table icfrr_gallery is empty")
    answer = rerank(arguments, query, found)
    places = {found[i]["id"]: i + 1 for i in range(len(found))}
    print("place  item   was  score")
    for place, result in enumerate(answer["results"], 1):
        item = found[result["index"]]["id"]
        print(f"{place:5}  {item:4}  {places[item]:4}  {result['relevance_score']:.4f}")


def document(arguments, item):
    if arguments.by == "ids":
        return {"id": str(item["id"]), "score": item["distance"]}
    return {"vector": item["vector"], "score": item["distance"]}


def rerank(arguments, query, found):
    """Sends the whole window in one request, because the candidates vote on each other."""
    body = {
        "query": {"vector": query},
        "documents": [document(arguments, item) for item in found],
        "scores": "distance",
        "top_n": min(arguments.show, len(found)),
    }
    # Without these, the server uses its default vote and parameters.
    chosen = {"vote_k": arguments.k, "kg": arguments.kg, "kq": arguments.kq}
    body.update((name, value) for name, value in chosen.items() if value is not None)
    headers = {"Content-Type": "application/json"}
    if os.environ.get("ICFRR_API_KEY"):
        headers["X-API-Key"] = os.environ["ICFRR_API_KEY"]
    request = urllib.request.Request(arguments.server.rstrip("/") + "/v1/rerank", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        fail(f"the server answered {error.code}: {error.read(2000).decode(errors='replace')}")
    except OSError as error:
        fail(f"no answer from {arguments.server}: {error}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    loading = commands.add_parser("load", help="put features into a table")
    loading.add_argument("--features", required=True, help=".npy, float32 [G, D]")
    loading.set_defaults(run=load)
    searching = commands.add_parser("search", help="find candidates and re-rank them")
    searching.add_argument("--queries", required=True, help=".npy, float32 [Q, D]")
    searching.add_argument("--row", type=int, default=0, help="row of the query (0)")
    searching.add_argument("--top", type=int, default=500, help="number of candidates from SQL (500)")
    searching.add_argument("--k", type=int, help="largest scale of the multi-scale vote (default: the server's choice)")
    searching.add_argument("--kg", type=int, help="neighbors per candidate, for the flat vote")
    searching.add_argument("--kq", type=int, help="voters, for the flat vote")
    searching.add_argument("--by", choices=["vectors", "ids"], default="vectors", help="what requests contain (vectors)")
    searching.add_argument("--show", type=int, default=10, help="number of results to print (10)")
    searching.add_argument("--server", default="http://127.0.0.1:8080")
    searching.set_defaults(run=search)
    for command in (loading, searching):
        command.add_argument("--db", required=True, help="database name or connection string for psql")
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
