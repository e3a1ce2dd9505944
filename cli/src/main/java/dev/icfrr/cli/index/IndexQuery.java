package dev.icfrr.cli.index;

import dev.icfrr.cli.options.IndexOption;
import dev.icfrr.cli.options.MovedModelOption;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Explainer;
import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.RerankTrace;
import dev.icfrr.rerank.RerankTracer;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.search.NearestNeighbors;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.GalleryIndex;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a query to an index: what to search for, and among how many items. */
public final class IndexQuery {
    private static final int CANDIDATES = 2000;

    @Mixin
    private final IndexOption index = new IndexOption();

    static final class Kind {
        @Option(
                names = {"--image"},
                required = true,
                paramLabel = "FILE",
                description = "Query by an image, encoded by the index's model.")
        private @Nullable Path image;

        @Option(
                names = {"--vector"},
                required = true,
                paramLabel = "FILE",
                description = "Query by a feature in any file that 'icfrr info' reads: [D], or [N, D] with --row.")
        private @Nullable Path vector;

        @Option(
                names = {"--id"},
                required = true,
                paramLabel = "ID",
                description = "Query by an item of the index. The item itself is ranked too.")
        private @Nullable String id;
    }

    @ArgGroup(multiplicity = "0..1")
    private @Nullable Kind kind;

    @Option(
            names = {"--row"},
            paramLabel = "N",
            defaultValue = "0",
            description = "Row of --vector (${DEFAULT-VALUE}).")
    private int row;

    @Mixin
    private final MovedModelOption model = new MovedModelOption();

    @Option(
            names = {"--candidates"},
            paramLabel = "N",
            description = "Re-rank only the nearest N items; 0 for the whole gallery (0, or " + CANDIDATES
                    + " for an index with clusters).")
    private @Nullable Integer candidates;

    /** Returns whether an index is named. */
    public boolean isGiven() {
        return index.isGiven();
    }

    /** Returns whether there is a query. */
    public boolean hasQuery() {
        return kind != null;
    }

    /** Opens the index. */
    public GalleryIndex open() throws IOException {
        return GalleryIndex.open(index.folder());
    }

    /** Returns the query as text. */
    public String text() {
        if (kind == null) {
            return "";
        }
        if (kind.image != null) {
            return kind.image.toString();
        }
        return kind.vector != null ? kind.vector + ", row " + row : String.valueOf(kind.id);
    }

    /** Returns the feature of the query, centered if the index centers features. */
    public float[] feature(GalleryIndex index, int threads) throws IOException {
        if (kind == null) {
            throw new IllegalArgumentException("there is no query. Name one with --image, --vector or --id");
        }
        if (model.file() != null && kind.image == null) {
            throw new IllegalArgumentException("--model works only with --image. Other queries need no model");
        }
        if (row != 0 && kind.vector == null) {
            throw new IllegalArgumentException("--row works only with --vector");
        }
        if (kind.image != null) {
            try (ImageEncoder<?> encoder =
                    IndexChangeRun.model(index, model.file()).open(threads)) {
                return index.query(encode(encoder, kind.image));
            }
        }
        if (kind.vector != null) {
            return index.query(VectorFile.read(kind.vector, row, index.dimension()));
        }
        String id = String.valueOf(kind.id);
        return index.feature(item(index, id));
    }

    private static <P> float[] encode(ImageEncoder<P> encoder, Path image) throws IOException {
        BufferedImage pixels = Images.read(image);
        try {
            return encoder.encode(List.of(encoder.prepare(pixels)))[0];
        } catch (IllegalArgumentException e) {
            throw new IOException(image + ": " + e.getMessage(), e);
        }
    }

    /** Returns the item with an id. */
    public static int item(GalleryIndex index, String id) {
        return index.findTyped(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no item '" + id + "' in " + index.folder() + ", which has " + index.size()));
    }

    /** Items compared with the query: the whole gallery, or the nearest items. */
    public sealed interface Ranked {
        /** Returns the first items at each iteration. */
        RerankTrace trace(RerankTracer tracer, int topN);

        /** Explains why an item is ranked where it is. */
        Explanation explain(Explainer explainer, int item);
    }

    @SuppressWarnings("ArrayRecordComponent") // lives only while a question is answered
    private record Whole(double[] distances) implements Ranked {
        @Override
        public RerankTrace trace(RerankTracer tracer, int topN) {
            return tracer.trace(distances, topN);
        }

        @Override
        public Explanation explain(Explainer explainer, int item) {
            return explainer.explain(distances, item);
        }
    }

    private record Some(NearestNeighbors nearest) implements Ranked {
        @Override
        public RerankTrace trace(RerankTracer tracer, int topN) {
            return tracer.traceCandidates(nearest.items(), nearest.distances(), topN);
        }

        @Override
        public Explanation explain(Explainer explainer, int item) {
            return explainer.explainCandidates(nearest.items(), nearest.distances(), item);
        }
    }

    /** Compares the query with the items to rank. */
    public Ranked ranked(GalleryIndex index, float[] feature, Parallelism parallelism) {
        int count = candidates == null ? (index.clusters().isPresent() ? CANDIDATES : 0) : candidates;
        if (count < 0) {
            throw new IllegalArgumentException("--candidates must be at least 0, not " + count);
        }
        if (count > 0) {
            return new Some(index.firstStage(parallelism).nearest(feature, count));
        }
        FlatSearch scan = index.scan(parallelism);
        double[] distances = new double[index.size()];
        scan.distances(feature, distances);
        return new Whole(distances);
    }
}
