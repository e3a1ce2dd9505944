package dev.icfrr.cli.rerank;

import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.InitialRankings;
import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.HeapOption;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.io.DiskSpace;
import dev.icfrr.knn.KnnMemory;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.rerank.Icfrr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Estimated memory and disk use of a run.
 *
 * @param heap bytes of Java heap
 * @param offHeap bytes of neighbor lists outside it
 * @param packed bytes outside it for a packed copy of the gallery, which the run does without if they are not there
 * @param disk bytes of rank files
 */
record ResourceEstimate(long heap, long offHeap, long packed, long disk) {
    /** The JVM, the libraries, images and reports. */
    private static final long BASE = 64L << 20;

    static ResourceEstimate of(RerankOptions options, RerankInput input) {
        long queries = input.queries();
        long gallery = input.gallerySize();
        int iterations = options.parameters().method().iterations();
        long rows = 1;
        if (input.isFromFeatures()) {
            rows += input.distances().queriesAtATime(options.parallelism());
        }
        long perThread = Icfrr.scratchBytes(gallery, options.parameters().method()) + gallery * rows * Double.BYTES;
        long metrics = 5L * (iterations + 1) * queries * Double.BYTES;
        long sheets = options.sheets().queries().size() * gallery * Integer.BYTES;
        long prepared = options.features().isNone()
                ? 0
                : (queries + gallery) * input.gallery().columns() * Float.BYTES;
        long heap = BASE
                + perThread * options.parallelism().threads()
                + metrics
                + sheets
                + prepared
                + advice(options, input);
        KnnMemory neighbors = neighbors(options, input);
        long files = 0;
        for (int iteration = 0; iteration <= iterations; iteration++) {
            files += options.writesRanks(iteration) ? 1 : 0;
        }
        long disk = files
                * queries
                * RankFiles.columns(options, input.gallerySize())
                * options.ranks().format().bytesPerItem();
        // Scaled lists are half as long as the plain ones that they come from.
        boolean scales = options.parameters().lists() == ListOrder.SCALED;
        long lists = neighbors.lists() + (scales ? neighbors.lists() / 2 : 0);
        long packed = input.isFromFeatures()
                        && Icfrr.canRankByBounds(options.parameters().method())
                ? input.distances().packedBytes(options.parallelism())
                : 0;
        return new ResourceEstimate(Math.max(heap, neighbors.heap() + prepared), lists, packed, disk);
    }

    /** What choosing and guarding keep: popularities of items, and the first items of some queries. */
    private static long advice(RerankOptions options, RerankInput input) {
        if (!options.parameters().isAutomatic() && options.guard() == GuardMode.OFF) {
            return 0;
        }
        int depth = options.parameters().depth(input.gallerySize());
        long scales = (long) Integer.SIZE - Integer.numberOfLeadingZeros(depth);
        return (scales + options.parallelism().threads()) * input.gallerySize() * Integer.BYTES
                + (long) Math.min(InitialRankings.MOST, input.queries()) * depth * Integer.BYTES
                + (long) input.queries() * Double.BYTES;
    }

    private static KnnMemory neighbors(RerankOptions options, RerankInput input) {
        int kg = options.parameters().listLength(input.gallerySize());
        if (input.graph().isPresent()) {
            return KnnMemory.NONE;
        }
        return input.isFromFeatures()
                ? KnnMemory.ofFeatures(input.gallerySize(), input.gallery().columns(), kg)
                : KnnMemory.ofDistances(
                        input.gallerySize(), kg, options.parallelism().threads());
    }

    /**
     * Checks that the run fits.
     *
     * @throws IOException if the disk or the JVM's memory limit is too small, naming the remedy
     */
    void require(Path results) throws IOException {
        long limit = Runtime.getRuntime().maxMemory();
        long most = Math.max(heap, offHeap);
        if (most > limit) {
            throw new IOException("this run needs about " + Bytes.text(heap) + " of Java heap and "
                    + Bytes.text(offHeap)
                    + " beside it, but the JVM may use " + Bytes.text(limit) + " of each. Set "
                    + HeapOption.of(most) + ", or lower --KG or --threads");
        }
        Path folder = results.toAbsolutePath();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        if (folder != null) {
            long usable = DiskSpace.usable(folder);
            if (disk > usable) {
                throw new IOException(results + ": the rank files need " + Bytes.text(disk) + ", but the disk has only "
                        + Bytes.text(usable)
                        + " left. Free some space, choose another --rerank-results-dir, or write less with"
                        + " --ranks last|none or --ranks-top N");
            }
        }
    }
}
