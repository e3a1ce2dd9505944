package dev.icfrr.lucene.example;

import dev.icfrr.lucene.IcfrrReranking;
import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Indexes features, stores neighbor lists, searches, re-ranks in two ways, and measures. */
public final class LuceneExample {
    static final String ID = "id";
    static final String ITEM = "item";
    static final String VECTOR = "vector";
    static final String NEIGHBORS = "neighbors";

    private LuceneExample() {}

    /** Runs the example, see {@code --help}. Exits with code 2 on unusable options or input. */
    public static void main(String[] words) {
        if (Arrays.asList(words).contains("--help")) {
            System.out.print(ExampleOptions.USAGE);
            return;
        }
        try {
            run(ExampleOptions.parse(words), System.out);
        } catch (IllegalArgumentException | IOException e) {
            String reason = e instanceof FileSystemException file && file.getReason() == null
                    ? e.getClass().getSimpleName() + ": " + e.getMessage()
                    : e.getMessage();
            System.err.println("run-example: " + reason);
            System.exit(2);
        }
    }

    static void run(ExampleOptions options, PrintStream out) throws IOException {
        try (FeatureFolder data = new FeatureFolder(options.data())) {
            Path kept = options.index();
            Path folder = kept != null ? kept : Files.createTempDirectory("icfrr-lucene-");
            try (Directory directory = FSDirectory.open(folder)) {
                if (!DirectoryReader.indexExists(directory)) {
                    buildIndex(directory, data.gallery, options, out);
                }
                try (DirectoryReader reader = DirectoryReader.open(directory)) {
                    search(new IndexSearcher(reader), data, options, out);
                }
            } finally {
                if (kept == null) {
                    delete(folder);
                }
            }
        }
    }

    private static void buildIndex(Directory directory, Matrix gallery, ExampleOptions options, PrintStream out)
            throws IOException {
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            long start = System.nanoTime();
            for (int item = 0; item < gallery.rows(); item++) {
                writer.addDocument(document(gallery, item));
            }
            writer.commit();
            report(out, "indexed " + gallery.rows() + " vectors of " + gallery.columns() + " dimensions", start);
            start = System.nanoTime();
            int lists = options.indexer(ID, VECTOR, NEIGHBORS).build(writer);
            writer.commit();
            report(out, "stored " + lists + " neighbor lists", start);
        }
    }

    private static Document document(Matrix gallery, int item) {
        float[] vector = new float[gallery.columns()];
        gallery.copyRow(item, vector);
        Document document = new Document();
        document.add(new StringField(ID, Integer.toString(item), Field.Store.NO));
        document.add(new NumericDocValuesField(ITEM, item));
        document.add(new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.EUCLIDEAN));
        return document;
    }

    private static void search(IndexSearcher searcher, FeatureFolder data, ExampleOptions options, PrintStream out)
            throws IOException {
        out.printf(
                Locale.ROOT,
                "%d documents in %d segments, %s, beta %s, %d iterations, %s rule%n%n",
                searcher.getIndexReader().numDocs(),
                searcher.getIndexReader().leaves().size(),
                options.vote(),
                options.parameters().beta(),
                options.parameters().iterations(),
                options.parameters().update().label());
        out.println("          search alone        by the window's vectors   by stored lists");
        out.println("window    mAP@all       ms    mAP@all      + ms         mAP@all      + ms");
        int queries = Math.min(options.queries(), data.queries.rows());
        IcfrrReranking byVectors = options.byVectors(VECTOR);
        IcfrrReranking byLists = options.byStoredLists(VECTOR, NEIGHBORS);
        for (int window : options.windows()) {
            QueryRun run = new QueryRun(searcher, data, window);
            run.warmUp(byVectors, queries);
            run.warmUp(byLists, queries);
            QueryRun.Result vectors = run.measure(byVectors, queries);
            QueryRun.Result lists = run.measure(byLists, queries);
            out.printf(
                    Locale.ROOT,
                    "%6d    %7.3f %8.2f    %7.3f %9.2f         %7.3f %9.2f%n",
                    window,
                    vectors.before(),
                    lists.searchMillis(),
                    vectors.after(),
                    vectors.rerankMillis(),
                    lists.after(),
                    lists.rerankMillis());
        }
        out.printf(
                Locale.ROOT,
                "%n%d queries on one thread, medians; items outside the window count as not found%n",
                queries);
    }

    private static void report(PrintStream out, String what, long start) {
        out.printf(Locale.ROOT, "%s in %.1f s%n", what, (System.nanoTime() - start) / 1e9);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
