package dev.icfrr.lucene;

import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.Ranking;
import dev.icfrr.rerank.WindowReranker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.lucene.search.ScoreDoc;

/** The first hits of one search, ready to be re-ranked. */
@SuppressWarnings("ArrayRecordComponent") // stays within this package
record Window(WindowDocuments candidates, double[] distances, ScoreDistance toDistance) {

    static int[] docsAscending(ScoreDoc[] hits) {
        int[] docs = Arrays.stream(hits).mapToInt(hit -> hit.doc).sorted().toArray();
        for (int i = 1; i < docs.length; i++) {
            if (docs[i] == docs[i - 1]) {
                throw new IllegalArgumentException("document " + docs[i] + " is among the hits twice");
            }
        }
        return docs;
    }

    /** Returns the distances of documents, by candidate number. */
    static double[] distances(int[] docs, ScoreDoc[] hits, ScoreDistance toDistance) {
        ScoreDoc[] byDoc = hits.clone();
        Arrays.sort(byDoc, (a, b) -> Integer.compare(a.doc, b.doc));
        int[] ascending = Arrays.stream(byDoc).mapToInt(hit -> hit.doc).toArray();
        double[] distances = new double[docs.length];
        for (int i = 0; i < docs.length; i++) {
            distances[i] = distance(byDoc[Arrays.binarySearch(ascending, docs[i])], toDistance);
        }
        return distances;
    }

    private static double distance(ScoreDoc hit, ScoreDistance toDistance) {
        double distance = toDistance.of(hit.score);
        if (!Double.isFinite(distance)) {
            throw new IllegalArgumentException("document " + hit.doc + " has the first-pass score " + hit.score
                    + ", which stands for the distance " + distance
                    + ": give IcfrrReranking a ScoreDistance for the scores of this search");
        }
        return distance;
    }

    /** Returns the distance of a hit. */
    double distance(ScoreDoc hit) {
        return distance(hit, toDistance);
    }

    int size() {
        return distances.length;
    }

    /** Returns the configuration, with K. */
    IcfrrReranking reranking() {
        return candidates.reranking();
    }

    private WindowReranker reranker() {
        return new WindowReranker(reranking().parameters());
    }

    /** Returns the documents in their new order, with their new scores. */
    ScoreDoc[] rerank(RerankedScores scores) throws IOException {
        Ranking ranking = reading(() -> reranker().rerank(distances, candidates.neighbors()));
        ScoreDoc[] hits = new ScoreDoc[ranking.size()];
        for (int rank = 0; rank < hits.length; rank++) {
            int doc = candidates.docs()[ranking.get(rank)];
            hits[rank] = new ScoreDoc(doc, scores.next(ranking.score(rank), doc));
        }
        return hits;
    }

    /** Explains the rank of a document. */
    Explanation explain(int doc) throws IOException {
        int candidate = 0;
        while (candidates.docs()[candidate] != doc) {
            candidate++;
        }
        int explained = candidate;
        return reading(() -> reranker().explain(explained, distances, candidates.neighbors()));
    }

    private static <T> T reading(Supplier<T> work) throws IOException {
        try {
            return work.get();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
