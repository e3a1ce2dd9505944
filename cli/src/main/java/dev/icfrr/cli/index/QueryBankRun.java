package dev.icfrr.cli.index;

import dev.icfrr.cli.console.RunLog;
import dev.icfrr.embeddings.EmbeddingSource;
import dev.icfrr.matrix.Finite;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.ImageFolder;
import dev.icfrr.vision.index.ImageItems.ImageFile;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.IndexQueries;
import dev.icfrr.vision.index.QueryBank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets or removes the query bank of an index. */
public final class QueryBankRun {
    private final Path folder;
    private final Parallelism parallelism;
    private final RunLog log;

    /** Prepares to change the bank of an index. */
    public QueryBankRun(Path folder, Parallelism parallelism, RunLog log) {
        this.folder = folder;
        this.parallelism = parallelism;
        this.log = log;
    }

    void clear() throws IOException {
        said(IndexQueries.set(folder, Optional.empty()));
    }

    /**
     * Sets the bank from images and files of features.
     *
     * @param model place of the index's ONNX model, or null if it was not moved
     */
    public void set(List<Path> places, @Nullable Path model, ImageIntake intake) throws IOException {
        GalleryIndex index = GalleryIndex.open(folder);
        Samples samples = new Samples(index.dimension());
        List<ImageFile> images = new ArrayList<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                images.addAll(ImageFolder.list(place));
            } else if (!Files.exists(EmbeddingSource.parse(place.toString()).path())) {
                throw new NoSuchFileException(place.toString(), null, "no such file or folder");
            } else if (ImageFolder.isImage(place)) {
                images.add(new ImageFile(place.toString(), place, IndexItem.UNKNOWN));
            } else {
                samples.add(place);
            }
        }
        if (!images.isEmpty()) {
            intake.run(images, IndexChangeRun.model(index, model), parallelism.threads(), samples, log);
        }
        said(IndexQueries.set(folder, Optional.of(samples.bank())));
    }

    private void said(GalleryIndex index) throws IOException {
        log.say("wrote   " + IndexSummary.line(index));
        log.say("bank    "
                + index.queryBank()
                        .map(bank -> "the mean of %,d sample queries".formatted(bank.queries()))
                        .orElse("none: queries are centered by the gallery's mean"));
    }

    /** Adds up the features of sample queries. */
    private static final class Samples implements ImageIntake.Target {
        private final double[] sum;
        private long count;

        Samples(int dimension) {
            sum = new double[dimension];
        }

        void add(Path file) throws IOException {
            try (FeatureInput input = FeatureInput.open(file)) {
                if (input.matrix().columns() != sum.length) {
                    throw new IOException(
                            file + ": features of " + input.matrix().columns() + " values, but the index has "
                                    + sum.length + ". Both must come from the same model");
                }
                double[] row = new double[sum.length];
                for (int query = 0; query < input.matrix().rows(); query++) {
                    input.matrix().copyRow(query, row);
                    Finite.requireFinite(row, row.length, query);
                    for (int k = 0; k < row.length; k++) {
                        sum[k] += row[k];
                    }
                    count++;
                }
            }
        }

        @Override
        public void add(IndexItem item) {
            float[] feature = item.feature();
            for (int k = 0; k < feature.length; k++) {
                sum[k] += feature[k];
            }
            count++;
        }

        @Override
        public Optional<String> withContent(byte[] contentHash) {
            return Optional.empty();
        }

        QueryBank bank() throws IOException {
            if (count == 0) {
                throw new IOException("none of the sample queries could be read");
            }
            double[] mean = new double[sum.length];
            for (int k = 0; k < mean.length; k++) {
                mean[k] = sum[k] / count;
            }
            return new QueryBank(count, mean);
        }
    }
}
