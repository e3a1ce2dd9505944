package dev.icfrr.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import dev.icfrr.testing.Seed;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.Arguments;

/** Random settings of re-rankings, and what holds of all their results. */
abstract class RerankingFixture {
    @RegisterExtension
    static final Seed SEED = new Seed(20_261_123);

    static Stream<Arguments> fields() {
        return Arrays.stream(VectorSimilarityFunction.values())
                .flatMap(similarity ->
                        Arrays.stream(VectorEncoding.values()).map(encoding -> Arguments.of(similarity, encoding)));
    }

    static IcfrrParameters randomMethod(Random random, int size) {
        return new IcfrrParameters(
                        1 + random.nextInt(2 * size),
                        random.nextDouble() * 2,
                        random.nextInt(6),
                        random.nextBoolean() ? UpdateRule.REFERENCE : UpdateRule.ACCUMULATING)
                .withVote(random.nextBoolean() ? Vote.FLAT : Vote.MULTISCALE)
                .withBetaScale(random.nextInt(3) == 0 ? BetaScale.SPREAD : BetaScale.ABSOLUTE);
    }

    /** Builds the lists that go with a vote. */
    static KnnGraph graph(Matrix features, int kg, IcfrrParameters parameters) {
        boolean multiscale = parameters.vote().isMultiscale();
        int length = multiscale ? parameters.scales().largest() : kg;
        KnnGraphBuilder builder = new KnnGraphBuilder(length, parameters.selfMatch(), new Parallelism(1), null);
        return multiscale ? builder.exactScaled(features) : builder.exact(features);
    }

    static List<Integer> docs(TopDocs hits) {
        return Arrays.stream(hits.scoreDocs).map(hit -> hit.doc).toList();
    }

    static void assertFallingScores(String as, TopDocs hits) {
        for (int rank = 1; rank < hits.scoreDocs.length; rank++) {
            ScoreDoc better = hits.scoreDocs[rank - 1];
            ScoreDoc hit = hits.scoreDocs[rank];
            assertThat(hit.score).as(as).isPositive();
            assertThat(better.score > hit.score || better.score == hit.score && better.doc < hit.doc)
                    .as(as)
                    .isTrue();
        }
    }

    /** The query finds the same documents with the same scores, and explains each to the last bit. */
    static void assertQueryAgrees(String as, IndexSearcher searcher, Query query, TopDocs expected) throws IOException {
        TopDocs hits = searcher.search(query, expected.scoreDocs.length + 3);
        assertThat(docs(hits)).as(as).isEqualTo(docs(expected));
        assertThat(searcher.count(query)).as(as).isEqualTo(expected.scoreDocs.length);
        for (int rank = 0; rank < expected.scoreDocs.length; rank++) {
            float score = expected.scoreDocs[rank].score;
            assertThat(hits.scoreDocs[rank].score).as(as).isEqualTo(score);
            Explanation why = searcher.explain(query, expected.scoreDocs[rank].doc);
            assertThat(why.isMatch()).as(as).isTrue();
            assertThat(why.getValue().floatValue()).as(as).isEqualTo(score);
            assertThat(why.getDescription()).contains(" to " + (rank + 1) + " of " + expected.scoreDocs.length);
        }
        TopDocs boosted = searcher.search(new BoostQuery(query, 2), expected.scoreDocs.length);
        assertThat(docs(boosted)).as(as).isEqualTo(docs(expected));
        assertThat(boosted.scoreDocs[0].score).isEqualTo(2 * expected.scoreDocs[0].score);
    }
}
