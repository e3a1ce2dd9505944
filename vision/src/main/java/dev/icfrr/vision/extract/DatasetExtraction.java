package dev.icfrr.vision.extract;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.dataset.ImageSet;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.image.Images;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Extracts the features of a data set's images into a {@link FeatureCache}, where re-ranking finds them. A stopped
 * extraction resumes when it is run again, and ends with the same bytes.
 *
 * <pre>{@code
 * DatasetLayout dataset = DatasetLayout.open("custom", dataRoot, -1);
 * FeatureCache cache = FeatureCache.of(cacheRoot, "custom", -1);
 * DatasetExtraction.of(dataset, DatasetExtraction.Options.of(dataRoot, cache), ExtractionListener.SILENT)
 *         .run(new HogSource(Hog.standard()));
 * }</pre>
 */
public final class DatasetExtraction {

    /** A calibration takes longer than it saves on fewer images. */
    private static final int MIN_CALIBRATED = 128;

    private static final int DEFAULT_BATCH = 16;

    /**
     * What to extract, and where to.
     *
     * @param dataRoot folder of the data sets; image names in the cache are relative to it
     * @param cache where the features go
     * @param overwrite whether to extract existing features again, and to replace files of other programs
     * @param distances whether to write the reference's distance files too
     * @param images how to read images
     * @param tuning batch size and threads; if empty, a calibration chooses them
     * @param threads threads to use at most
     */
    public record Options(
            Path dataRoot,
            FeatureCache cache,
            boolean overwrite,
            boolean distances,
            DecodeSettings images,
            Optional<Tuning> tuning,
            int threads) {

        /** Returns options that keep existing features, reject broken images and use all cores. */
        public static Options of(Path dataRoot, FeatureCache cache) {
            int cores = Runtime.getRuntime().availableProcessors();
            DecodeSettings images = new DecodeSettings(cores, Images.DEFAULT_MAX_PIXELS, false);
            return new Options(dataRoot, cache, false, false, images, Optional.empty(), cores);
        }
    }

    /**
     * The size of the extracted features.
     *
     * @param queries number of queries with features
     * @param gallery number of gallery images with features
     * @param width numbers per feature
     */
    public record Result(int queries, int gallery, int width) {}

    private final DatasetLayout dataset;
    private final Options options;
    private final FeatureCache cache;
    private final ExtractionListener listener;

    private DatasetExtraction(DatasetLayout dataset, Options options, ExtractionListener listener) {
        this.dataset = dataset;
        this.options = options;
        this.cache = options.cache();
        this.listener = listener;
    }

    /**
     * Checks that an extraction can start. Writes nothing.
     *
     * @throws ExistingFeaturesException if the cache holds files of another program and {@code overwrite} is false
     * @throws IOException if the query set or the gallery is empty
     */
    public static DatasetExtraction of(DatasetLayout dataset, Options options, ExtractionListener listener)
            throws IOException {
        requireImages(dataset, dataset.queries(), Domain.QUERY);
        requireImages(dataset, dataset.gallery(), Domain.GALLERY);
        Optional<Path> foreign = options.cache().foreignFile();
        if (foreign.isPresent() && !options.overwrite()) {
            throw new ExistingFeaturesException(
                    foreign.get() + ": exists and is not from an extraction of this program");
        }
        return new DatasetExtraction(dataset, options, listener);
    }

    private static void requireImages(DatasetLayout dataset, ImageSet images, Domain domain) throws IOException {
        if (images.size() == 0) {
            throw new IOException("'" + dataset.name() + "' has no images in its " + domain.label());
        }
    }

    /**
     * Extracts what the cache does not hold yet.
     *
     * @throws ExistingFeaturesException if the cache holds features of another encoder or of other images, and
     *     {@code overwrite} is false
     * @throws IOException if an image cannot be read and is not to be skipped; finished work is kept for the next run
     */
    public Result run(EncoderSource source) throws IOException {
        String encoder = source.identity();
        String fingerprint =
                WorkFingerprint.of(encoder, dataset, options.images().maxPixels());
        Optional<String> existing = cache.fingerprint();
        if (existing.isEmpty() || options.overwrite()) {
            encode(source, encoder, fingerprint);
        } else if (existing.get().equals(fingerprint)) {
            listener.onReuse(cache.folder());
            WorkFolder.sweep(cache.workFolder());
            cache.refreshLabels(dataset);
        } else {
            throw new ExistingFeaturesException(
                    cache.folder() + ": holds features of another model or of other images");
        }
        try (CachedFeatures features = CachedFeatures.open(cache)) {
            Matrix queries = features.queries();
            Matrix gallery = features.gallery();
            if (options.distances() && !cache.hasDistances()) {
                writeDistances(queries, gallery);
            }
            return new Result(queries.rows(), gallery.rows(), gallery.columns());
        }
    }

    private void encode(EncoderSource source, String identity, String fingerprint) throws IOException {
        if (!options.images().skipBroken()) {
            dataset.queries().requireFiles();
            dataset.gallery().requireFiles();
        }
        try (WorkFolder work = WorkFolder.open(cache.workFolder(), fingerprint, options.tuning(), () -> tune(source))) {
            try (ImageEncoder<?> encoder = source.open(work.tuning())) {
                ExtractedFeatures queries = encode(Domain.QUERY, dataset.queries(), encoder, work);
                ExtractedFeatures gallery = encode(Domain.GALLERY, dataset.gallery(), encoder, work);
                cache.publish(dataset, options.dataRoot(), work, fingerprint, identity, queries, gallery);
            }
            work.delete();
        }
    }

    private ExtractedFeatures encode(Domain domain, ImageSet images, ImageEncoder<?> encoder, WorkFolder work)
            throws IOException {
        return DomainExtraction.run(domain, images, encoder, work, options.images(), listener);
    }

    private Tuning tune(EncoderSource source) throws IOException {
        int images = dataset.queries().size() + dataset.gallery().size();
        List<SpeedCalibration.Measurement> measured =
                images < MIN_CALIBRATED ? List.of() : source.calibrate(options.threads());
        if (measured.isEmpty()) {
            return new Tuning(DEFAULT_BATCH, options.threads());
        }
        listener.onCalibration(measured);
        return measured.getFirst().tuning();
    }

    private void writeDistances(Matrix queries, Matrix gallery) throws IOException {
        Parallelism parallelism = new Parallelism(options.threads());
        int rows = queries.rows() + gallery.rows();
        listener.onDistances(0, rows);
        DistanceFiles.write(
                queries,
                gallery,
                cache.folder().resolve(FeatureCache.QUERY_DISTANCES),
                parallelism,
                done -> listener.onDistances(done, rows));
        DistanceFiles.write(
                gallery,
                gallery,
                cache.folder().resolve(FeatureCache.GALLERY_DISTANCES),
                parallelism,
                done -> listener.onDistances(queries.rows() + done, rows));
    }
}
