package dev.icfrr.lucene.example;

import dev.icfrr.lucene.IcfrrReranking;
import dev.icfrr.lucene.IcfrrRescorer;
import dev.icfrr.metrics.JudgedRanking;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureFamily;
import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;

/** Searches and re-ranks queries one after the other. */
final class QueryRun {
    private static final int WARM_UP = 40;
    private static final Measure MAP = new Measure(MeasureFamily.MEAN_AVERAGE_PRECISION, Measure.ALL);

    private final IndexSearcher searcher;
    private final FeatureFolder data;
    private final int window;
    private final int[] itemOf;

    /** Means over the queries, and medians of milliseconds. */
    record Result(double before, double after, double searchMillis, double rerankMillis) {}

    QueryRun(IndexSearcher searcher, FeatureFolder data, int window) throws IOException {
        this.searcher = searcher;
        this.data = data;
        this.window = window;
        itemOf = new int[searcher.getIndexReader().maxDoc()];
        NumericDocValues items = MultiDocValues.getNumericValues(searcher.getIndexReader(), LuceneExample.ITEM);
        if (items == null) {
            throw new IllegalArgumentException("the index was not made by this example");
        }
        while (items.nextDoc() != NumericDocValues.NO_MORE_DOCS) {
            itemOf[items.docID()] = (int) items.longValue();
        }
    }

    void warmUp(IcfrrReranking reranking, int queries) throws IOException {
        for (int i = 0; i < WARM_UP; i++) {
            KnnFloatVectorQuery knn = query(i % queries);
            new IcfrrRescorer(reranking, knn, window).rescore(searcher, searcher.search(knn, window), window);
        }
    }

    Result measure(IcfrrReranking reranking, int queries) throws IOException {
        double before = 0;
        double after = 0;
        long[] search = new long[queries];
        long[] rerank = new long[queries];
        for (int i = 0; i < queries; i++) {
            KnnFloatVectorQuery knn = query(i);
            long start = System.nanoTime();
            TopDocs hits = searcher.search(knn, window);
            long found = System.nanoTime();
            TopDocs reranked = new IcfrrRescorer(reranking, knn, window).rescore(searcher, hits, window);
            search[i] = found - start;
            rerank[i] = System.nanoTime() - found;
            before += averagePrecision(i, hits);
            after += averagePrecision(i, reranked);
        }
        return new Result(before / queries, after / queries, medianMillis(search), medianMillis(rerank));
    }

    private KnnFloatVectorQuery query(int index) {
        float[] vector = new float[data.queries.columns()];
        data.queries.copyRow(index, vector);
        return new KnnFloatVectorQuery(LuceneExample.VECTOR, vector, window);
    }

    private double averagePrecision(int query, TopDocs hits) {
        boolean[] relevant = new boolean[hits.scoreDocs.length];
        for (int rank = 0; rank < relevant.length; rank++) {
            ScoreDoc hit = hits.scoreDocs[rank];
            relevant[rank] = data.labels.isRelevant(query, itemOf[hit.doc]);
        }
        int all = 0;
        for (int item = 0; item < data.labels.gallerySize(); item++) {
            all += data.labels.isRelevant(query, item) ? 1 : 0;
        }
        return MAP.of(JudgedRanking.binary(relevant, all));
    }

    private static double medianMillis(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2] / 1e6;
    }
}
