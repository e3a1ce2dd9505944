package dev.icfrr.cli.rerank;

import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.rerank.OrdersRead;
import dev.icfrr.rerank.RerankSink;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.RowWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Writes {@code reranking_iter_<i>.pth}, int64 [Q, G or top], row by row as queries finish. */
final class RankFiles implements RerankSink, AutoCloseable {
    /** Disks flush several files at once about as fast as one. */
    private static final int MOST_FLUSHES = 8;

    private final Map<Integer, RowWriter> files = new TreeMap<>();

    private final OrdersRead reads;
    private final int threads;

    RankFiles(Path folder, RerankOptions options, int queries, int gallerySize) throws IOException {
        reads = reads(options, gallerySize);
        threads = options.parallelism().threads() == 1 ? 1 : MOST_FLUSHES;
        boolean success = false;
        try {
            for (int iteration = 0; iteration <= options.parameters().method().iterations(); iteration++) {
                if (options.writesRanks(iteration)) {
                    Path file = folder.resolve("reranking_iter_" + iteration + ".pth");
                    files.put(iteration, PthWriter.create(file, DType.INT64, queries, columns(options, gallerySize)));
                }
            }
            success = true;
        } finally {
            if (!success) {
                close();
            }
        }
    }

    /** Returns the number of items in each ranking of a file. */
    static int columns(RerankOptions options, int gallerySize) {
        return options.ranks().top() == 0
                ? gallerySize
                : Math.min(options.ranks().top(), gallerySize);
    }

    /** Returns which orders the rank files of a run hold. */
    static OrdersRead reads(RerankOptions options, int gallerySize) {
        int last = options.parameters().method().iterations();
        if (IntStream.range(0, last).anyMatch(options::writesRanks)) {
            return new OrdersRead(false, columns(options, gallerySize));
        }
        return options.writesRanks(last) ? new OrdersRead(true, columns(options, gallerySize)) : OrdersRead.NOTHING;
    }

    @Override
    public OrdersRead reads() {
        return reads;
    }

    @Override
    public void accept(int query, int iteration, int[] order) {
        RowWriter file = files.get(iteration);
        if (file != null) {
            try {
                file.writeRow(query, order);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Completes the files and gives them their final names, several at once unless the run has one thread. */
    void commit() throws IOException {
        FileSteps.run(
                files.values().stream()
                        .map(file -> (FileSteps.Step) file::close)
                        .toList(),
                threads);
    }

    /** Removes files that were not committed. */
    @Override
    public void close() throws IOException {
        for (RowWriter file : files.values()) {
            file.abort();
        }
    }
}
