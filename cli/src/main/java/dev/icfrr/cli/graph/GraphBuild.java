package dev.icfrr.cli.graph;

import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.Durations;
import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.console.StagedProgress;
import dev.icfrr.cli.console.Version;
import dev.icfrr.cli.input.FeaturePreparation;
import dev.icfrr.cli.input.FileFingerprint;
import dev.icfrr.cli.input.NeighborMemory;
import dev.icfrr.cli.input.Neighbors;
import dev.icfrr.cli.input.ProgressMatrix;
import dev.icfrr.distance.DistanceKernels;
import dev.icfrr.io.DiskSpace;
import dev.icfrr.knn.ApproximateKnn;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.KnnMemory;
import dev.icfrr.knn.KnnTime;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.LocalScaling;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.knn.approximate.KnnCheckpoint;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Builds a graph file: estimates memory and disk use, finds the neighbors, and saves them with their provenance. */
public final class GraphBuild {
    private static final int HEADER_BYTES = 1 << 16;

    private final GraphInput input;
    private final Matrix matrix;
    private final Options options;
    private final RunLog log;

    /**
     * What to build.
     *
     * @param kg neighbors per item
     * @param order how the lists are ordered
     * @param preparation what is done to features first
     * @param approximation how to approximate; empty for exact neighbors
     * @param checkpoint folder for finished parts of an approximate build
     * @param out the file to write
     */
    public record Options(
            int kg,
            ListOrder order,
            SelfMatch selfMatch,
            FeaturePreparation preparation,
            Optional<Approximation> approximation,
            Optional<Path> checkpoint,
            Path out,
            Parallelism parallelism) {
        public Options {
            if (kg < 1) {
                throw new IllegalArgumentException("--kg must be at least 1, not " + kg);
            }
            if (checkpoint.isPresent() && approximation.isEmpty()) {
                throw new IllegalArgumentException("--checkpoint works only with --approximate");
            }
        }

        /** Returns the length of plain lists to find first. */
        int plainLength() {
            return order == ListOrder.SCALED ? LocalScaling.plainLength(kg) : kg;
        }
    }

    /** The wanted share of true neighbors, and the seed of the blocks and the sample. */
    public record Approximation(double recall, long seed) {
        public Approximation {
            if (!(recall > 0 && recall <= 1)) {
                throw new IllegalArgumentException("--recall must be above 0 and at most 1, not " + recall);
            }
        }
    }

    /** Prepares a build; nothing is written before {@link #run()}. */
    public GraphBuild(GraphInput input, Options options, RunLog log) {
        this.input = input;
        this.matrix = input.isFromFeatures() ? options.preparation().gallery(input.matrix()) : input.matrix();
        this.options = options;
        this.log = log;
        if (options.approximation().isPresent() && !input.isFromFeatures()) {
            throw new IllegalArgumentException(input.path() + " holds distances, whose neighbors are always exact. "
                    + "Leave out --approximate, or add --from features if the file holds features");
        }
        if (!options.preparation().isNone() && !input.isFromFeatures()) {
            throw new IllegalArgumentException(input.path() + " holds distances, and "
                    + options.preparation().options() + " works on features");
        }
    }

    /**
     * Builds and saves the graph.
     *
     * @throws IOException if the memory or the disk is too small, before the work starts, or the file cannot be written
     */
    public void run() throws IOException {
        KnnMemory memory = memory();
        describe(memory);
        NeighborMemory.require(memory);
        requirePlace(memory);
        expected().ifPresent(text -> log.say("expect  " + text));

        long start = System.nanoTime();
        Optional<KnnCheckpoint> checkpoint = options.checkpoint().map(KnnCheckpoint::in);
        checkpoint
                .filter(KnnCheckpoint::isStarted)
                .ifPresent(_ -> log.say(
                        "goes on with the parts in " + options.checkpoint().orElseThrow()));
        Built built = input.isFromFeatures()
                ? fromFeatures(checkpoint)
                : new Built(ordered(fromDistances()), "exact from distances");
        double seconds = (System.nanoTime() - start) / 1e9;
        built.graph().withProvenance(provenance(built.how())).save(options.out());
        if (checkpoint.isPresent()) {
            checkpoint.get().delete();
        }
        log.say(String.format(
                Locale.ROOT,
                "wrote   %s (%s): %s, in %.2f s",
                options.out(),
                Bytes.text(Files.size(options.out())),
                built.how(),
                seconds));
    }

    private KnnMemory memory() {
        int kg = options.plainLength();
        if (!input.isFromFeatures()) {
            return KnnMemory.ofDistances(
                    matrix.rows(), kg, options.parallelism().threads());
        }
        return options.checkpoint().isPresent()
                ? KnnMemory.withCheckpoint(matrix.rows(), matrix.columns(), kg)
                : KnnMemory.of(
                        matrix.rows(),
                        matrix.columns(),
                        kg,
                        options.approximation().isPresent());
    }

    private record Built(KnnGraph graph, String how) {}

    private void describe(KnnMemory memory) {
        input.remark().ifPresent(remark -> log.say("note    " + remark));
        log.say("reads   " + input.path() + " ("
                + Bytes.text(input.paths().stream()
                        .mapToLong(path -> path.toFile().length())
                        .sum())
                + "): "
                + (input.isFromFeatures()
                        ? "features of %,d gallery items, %,d values each".formatted(matrix.rows(), matrix.columns())
                        : "distances of %,d gallery items".formatted(matrix.rows())));
        log.say("finds   %,d neighbors of each, %s, by %s kernels on %d threads"
                .formatted(
                        Math.min(options.kg(), matrix.rows() - 1),
                        options.approximation().isPresent() ? "approximately" : "exactly",
                        DistanceKernels.name(),
                        options.parallelism().threads()));
        if (options.order() == ListOrder.SCALED) {
            log.say("scales  lists, the nearest %,d of each item"
                    .formatted(Math.min(options.plainLength(), matrix.rows() - 1)));
        }
        log.say("takes   about " + Bytes.text(memory.heap()) + " of Java heap, " + Bytes.text(memory.lists())
                + " for the lists, and the same on disk");
    }

    private void requirePlace(KnnMemory memory) throws IOException {
        Path folder = options.out().toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(options.out() + ": the folder " + folder + " does not exist. Create it first");
        }
        if (Files.isDirectory(options.out())) {
            throw new IOException(options.out() + ": is a folder. Name a file");
        }
        DiskSpace.require(options.out(), memory.lists() + HEADER_BYTES);
    }

    private Optional<String> expected() {
        if (!input.isFromFeatures()) {
            return KnnTime.ofDistances(matrix, options.plainLength(), options.parallelism())
                    .map(time -> "about " + Durations.text(time) + ", more if the disk is slow");
        }
        Optional<Duration> exact = KnnTime.ofFeatures(matrix, options.plainLength(), options.parallelism());
        return exact.map(time -> options.approximation().isPresent()
                ? "well below the " + Durations.text(time)
                        + " of exact neighbors, depending on how the gallery clusters"
                : "about " + Durations.text(time));
    }

    private Built fromFeatures(Optional<KnnCheckpoint> checkpoint) throws IOException {
        try (StagedProgress progress = new StagedProgress()) {
            KnnGraphBuilder builder =
                    new KnnGraphBuilder(options.plainLength(), options.selfMatch(), options.parallelism(), progress);
            if (options.approximation().isEmpty()) {
                KnnGraph exact = options.order() == ListOrder.SCALED
                        ? builder.find(matrix).scaled(options.kg())
                        : builder.exact(matrix);
                return new Built(exact, "exact from features");
            }
            Approximation approximation = options.approximation().get();
            ApproximateKnn found =
                    builder.approximate(matrix, approximation.recall(), approximation.seed(), checkpoint);
            if (found.recall() < approximation.recall()) {
                log.say(String.format(
                        Locale.ROOT,
                        "note    recall %.4f is below the requested %s, because these features hardly cluster: leave out --approximate",
                        found.recall(),
                        approximation.recall()));
            }
            return new Built(
                    ordered(found.graph()),
                    String.format(
                            Locale.ROOT,
                            "approximate, recall %.4f estimated on %d items, %.1f %% of all pairs compared, seed %d",
                            found.recall(),
                            found.sampled(),
                            100 * found.compared(),
                            approximation.seed()));
        }
    }

    /** Returns lists in the order that is asked for. */
    private KnnGraph ordered(KnnGraph plain) {
        return options.order() == ListOrder.PLAIN
                ? plain
                : new Neighbors(matrix, input.isFromFeatures(), options.selfMatch(), options.parallelism())
                        .scaled(plain, options.kg());
    }

    private KnnGraph fromDistances() {
        try (Progress progress = Progress.start("Neighbors", matrix.rows())) {
            return new KnnGraphBuilder(options.plainLength(), options.selfMatch(), options.parallelism(), null)
                    .fromDistances(new ProgressMatrix(matrix, progress::step));
        }
    }

    private String provenance(String how) throws IOException {
        FileFingerprint hash = FileFingerprint.of(input.path(), input.paths());
        Path name = input.path().getFileName();
        String prepared = options.preparation().provenance();
        String order = options.order() == ListOrder.SCALED ? "; scaled" : "";
        return "icfrr " + Version.text() + "; " + how + order + (prepared.isEmpty() ? "" : "; " + prepared) + "; from "
                + name + ", SHA-256 " + hash.text();
    }
}
