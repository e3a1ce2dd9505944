package dev.icfrr.cli.rerank;

import dev.icfrr.cli.input.ItemNames;
import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.evaluation.TrecFiles;
import dev.icfrr.evaluation.TrecRunWriter;
import dev.icfrr.rerank.OrdersRead;
import dev.icfrr.rerank.RerankSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes {@code reranking_iter_<i>.run} in TREC format, optionally compressed, and {@code qrels.txt} if there are
 * labels, for trec_eval and similar programs. A file gets its final name when it is complete.
 */
final class TrecRanks implements RerankSink, AutoCloseable {
    private final List<TrecRunWriter> runs = new ArrayList<>();

    private final OrdersRead reads;

    TrecRanks(Path folder, RerankOptions options, RerankInput input) throws IOException {
        ItemNames names = ItemNames.of(input.folder(), input.queries(), input.gallerySize());
        String extension = options.ranks().format().extension();
        reads = RankFiles.reads(options, input.gallerySize());
        int top = RankFiles.columns(options, input.gallerySize());
        boolean success = false;
        try {
            for (int i = 0; i <= options.parameters().method().iterations(); i++) {
                if (options.writesRanks(i)) {
                    Path file = folder.resolve("reranking_iter_" + i + extension);
                    runs.add(new TrecRunWriter(file, names.queries(), names.gallery(), i, top, "icfrr-" + i));
                }
            }
            if (input.labels().isPresent() && !runs.isEmpty()) {
                Path qrels = folder.resolve("qrels.txt" + (extension.endsWith(".gz") ? ".gz" : ""));
                TrecFiles.writeQrels(
                        qrels, names.queries(), names.gallery(), input.labels().get());
            }
            success = true;
        } finally {
            if (!success) {
                close();
            }
        }
    }

    @Override
    public OrdersRead reads() {
        return reads;
    }

    @Override
    public void accept(int query, int iteration, int[] order) {
        for (TrecRunWriter run : runs) {
            run.accept(query, iteration, order);
        }
    }

    /** Gives complete runs their final names, and removes the others. */
    @Override
    public void close() throws IOException {
        Optional<IOException> first = Optional.empty();
        for (TrecRunWriter run : runs) {
            try {
                run.close();
            } catch (IOException e) {
                first = first.isEmpty() ? Optional.of(e) : first;
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
    }
}
