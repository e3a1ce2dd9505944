"""An independent NumPy version of the peers, small and slow.

    python3 check.py             prints how far each golden file is from it
    python3 check.py --write     writes the golden files of those methods that have no file of their authors

Files and parameters.json are the results of the methods' public implementations on ../blobs, except lbr.npy, gcr.npy
and diffusion_query.npy, which are this script's.
"""

import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
BLOBS = os.path.join(HERE, os.pardir, "blobs")


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def order(values):
    return np.argsort(values, -1, kind="stable")


def expand(queries, gallery, k, alpha=0.0):
    expanded = []
    for query in queries:
        cosines = gallery @ query
        top = order(-cosines)[:k]
        expanded.append(query + np.maximum(cosines[top], 0) ** alpha @ gallery[top])
    return unit(np.array(expanded))


def augment(gallery, k):
    tops = order(-gallery @ gallery.T)[:, : k + 1]
    weights = (k + 1 - np.arange(k + 1)) / (k + 1)
    return unit(np.array([weights @ gallery[top] for top in tops]))


def k_reciprocal(queries, gallery, k1, k2, lambda_value):
    x = np.concatenate([queries, gallery])
    squared = ((x[:, None] - x[None]) ** 2).sum(2)
    squared = (squared / squared.max(0)).T
    ranks = order(squared)

    def mutual(item, k):
        return [j for j in ranks[item, : k + 1] if item in ranks[j, : k + 1]]

    codes = np.zeros_like(squared)
    for item in range(len(x)):
        core = mutual(item, k1)
        members = set(core)
        for candidate in core:
            theirs = mutual(candidate, int(np.around(k1 / 2)))
            if len(set(theirs) & set(core)) > 2 / 3 * len(theirs):
                members |= set(theirs)
        members = sorted(members)
        weights = np.exp(-squared[item, members])
        codes[item, members] = weights / weights.sum()
    codes = np.array([codes[row[:k2]].mean(0) for row in ranks])
    scores = []
    for query in range(len(queries)):
        shared = np.minimum(codes[query], codes).sum(1)
        jaccard = 1 - shared / (2 - shared)
        scores.append(-(jaccard * (1 - lambda_value) + squared[query] * lambda_value)[len(queries):])
    return np.array(scores)


def ecn(queries, gallery, k, t, q, method):
    x = unit(np.concatenate([queries, gallery]))
    n = len(queries)
    cosine_distances = 1 - x @ x.T
    np.fill_diagonal(cosine_distances, 0)
    ranks = order(cosine_distances)
    if method == "rankdist":
        weights = np.maximum(0, k - order(ranks)).astype(float)
        similarities = weights @ weights.T
    else:
        similarities = -cosine_distances
    groups = [np.concatenate([r[1 : t + 1], ranks[r[1 : t + 1], 1 : q + 1].ravel()]) for r in ranks]
    scores = np.zeros((n, len(gallery)))
    for i in range(n):
        for j in range(len(gallery)):
            terms = np.concatenate([similarities[groups[i], n + j], similarities[groups[n + j], i]])
            scores[i, j] = terms.mean()
    if method == "rankdist":
        scores = np.where(scores == 0, -cosine_distances[:n, n:], scores)
    return scores


def solve(x, n_trunc, kd, gamma, alpha):
    cosines = x @ x.T
    ranks = order(-cosines)[:, :n_trunc]
    affinity = np.zeros_like(cosines)
    for i, row in enumerate(ranks[:, :kd]):
        for j in row:
            if i != j and i in ranks[j, :kd]:
                affinity[i, j] = max(cosines[i, j], 0) ** gamma
    roots = np.sqrt(affinity.sum(1) + 1e-12)
    system = np.eye(len(x)) - alpha * affinity / roots[:, None] / roots[None]
    results = np.zeros_like(cosines)
    for i, ids in enumerate(ranks):
        results[i, ids] = conjugate_gradients(system[np.ix_(ids, ids)])
    return results


def conjugate_gradients(system):
    x = np.zeros(len(system))
    residual = np.zeros(len(system))
    residual[0] = 1
    direction = residual.copy()
    for _ in range(20):
        square = residual @ residual
        if np.sqrt(square) <= 1e-6:
            break
        image = system @ direction
        step = square / (direction @ image)
        x += step * direction
        residual -= step * image
        direction = residual + residual @ residual / square * direction
    return x


def diffusion(queries, gallery, n_trunc, kd, gamma, alpha):
    results = unit(solve(np.concatenate([queries, gallery]), n_trunc, kd, gamma, alpha))
    return results[: len(queries)] @ results[len(queries) :].T


def diffusion_query(queries, gallery, n_trunc, kd, kq, gamma, alpha):
    results = solve(gallery, n_trunc, kd, gamma, alpha)
    cosines = queries @ gallery.T
    scores = []
    for row in cosines:
        top = order(-row)[:kq]
        scores.append(np.maximum(row[top], 0) ** gamma @ results[top])
    scores = np.array(scores)
    return np.where(scores == 0, cosines - 1, scores)


def by_rank(initial, permuted):
    final = np.concatenate([permuted, initial[len(permuted) :]])
    scores = np.empty(len(final))
    scores[final] = -np.arange(len(final))
    return scores


def superglobal(queries, gallery, M, K, beta):
    scores = []
    for query in queries:
        initial = order(-gallery @ query)
        top = gallery[initial[:M]]
        cosines = top @ top.T
        near = order(-cosines)[:, : K + 1]
        weights = np.take_along_axis(cosines, near, 1) * beta
        weights[:, 0] = 1
        refined = (top[near] * weights[:, :, None]).sum(1) / weights.sum(1)[:, None]
        first = order(-refined @ query)
        second = refined[first]
        means = (second @ query + second @ second[: K + 1].max(0)) / 2
        scores.append(by_rank(initial, initial[:M][first[order(-means)]]))
    return np.array(scores)


def lbr(queries, gallery, top_k, temperature):
    scores = []
    for query in queries:
        initial = order(-gallery @ query)
        top = gallery[initial[:top_k]]
        weights = np.exp(top @ top.T / temperature)
        blurred = weights / weights.sum(1, keepdims=True) @ top
        scores.append(by_rank(initial, initial[:top_k][order(-blurred @ query)]))
    return np.array(scores)


def gcr(queries, gallery, k1, beta1, gal_round):
    x = np.concatenate([queries, gallery])
    for _ in range(gal_round):
        cosines = x @ x.T
        ties = np.zeros_like(cosines)
        for i, row in enumerate(order(-cosines)[:, :k1]):
            ties[i, row] = np.exp(cosines[i, row] / beta1)
        x = unit(ties / np.sqrt(np.outer(ties.sum(1), ties.sum(0))) @ x)
    return x[: len(queries)] @ x[len(queries) :].T


def main():
    queries = unit(np.load(os.path.join(BLOBS, "query_features.npy")).astype(float))
    gallery = unit(np.load(os.path.join(BLOBS, "gallery_features.npy")).astype(float))
    own = {
        "lbr": lbr(queries, gallery, 50, 0.1),
        "gcr": gcr(queries, gallery, 15, 0.2, 3),
        "diffusion_query": diffusion_query(queries, gallery, 100, 20, 10, 3, 0.99),
    }
    if "--write" in sys.argv:
        for name, scores in own.items():
            np.save(os.path.join(HERE, name + ".npy"), scores)
    augmented = augment(gallery, 10)
    results = {
        "aqe": expand(queries, gallery, 10) @ gallery.T,
        "alpha_qe": expand(queries, gallery, 10, 3.0) @ gallery.T,
        "dba": queries @ augmented.T,
        "dba_aqe": expand(queries, augmented, 10) @ augmented.T,
        "k_reciprocal": k_reciprocal(queries, gallery, 20, 6, 0.3),
        "ecn_rankdist": ecn(queries, gallery, 25, 3, 8, "rankdist"),
        "ecn_origdist": ecn(queries, gallery, 25, 3, 8, "origdist"),
        "diffusion_offline": diffusion(queries, gallery, 200, 50, 3, 0.99),
        "superglobal": superglobal(queries, gallery, 100, 9, 0.15),
    }
    for name, scores in {**results, **own}.items():
        golden = np.load(os.path.join(HERE, name + ".npy"))
        print(json.dumps({"file": name, "largest difference": np.abs(golden - scores).max()}))


if __name__ == "__main__":
    main()
