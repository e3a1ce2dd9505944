package dev.icfrr.cli.extract;

import dev.icfrr.cli.console.Progress;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.IterationMetrics;
import dev.icfrr.metrics.Labels;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.encoder.HogEncoder;
import dev.icfrr.vision.encoder.ImageEncoder;
import dev.icfrr.vision.encoder.OnnxEncoder;
import dev.icfrr.vision.extract.DistanceFiles;
import dev.icfrr.vision.extract.Domain;
import dev.icfrr.vision.extract.DomainExtraction;
import dev.icfrr.vision.extract.ExtractedFeatures;
import dev.icfrr.vision.extract.FeatureCache;
import dev.icfrr.vision.extract.FirstRanking;
import dev.icfrr.vision.extract.SpeedCalibration;
import dev.icfrr.vision.extract.Tuning;
import dev.icfrr.vision.extract.WorkFingerprint;
import dev.icfrr.vision.extract.WorkFolder;
import dev.icfrr.vision.hog.Hog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From a data set and an encoder to the files that re-ranking reads. */
public final class ExtractRun {

    /** Fewer pictures are encoded before a calibration would be done. */
    private static final int WORTH_CALIBRATING = 128;

    private static final int BATCH = 16;
    private static final double SECONDS_PER_SETTING = 0.5;
    /** Above so many distances the metrics are left to re-ranking, which needs the same distances. */
    private static final long MEASURED_DISTANCES = 1_000_000_000;

    /**
     * What to do beside encoding.
     *
     * @param dataRoot where pictures lie
     * @param cache where results go
     * @param noCache whether to leave nothing behind
     * @param forceCache whether to encode again what is there, and to replace what others put there
     * @param distances whether to write distances too
     * @param pictures how to treat pictures
     * @param tuning batch and threads, where given
     * @param threads at most
     * @param verbose whether to tell what was measured
     */
    public record Options(
            Path dataRoot,
            FeatureCache cache,
            boolean noCache,
            boolean forceCache,
            boolean distances,
            DomainExtraction.Settings pictures,
            Optional<Tuning> tuning,
            int threads,
            boolean verbose) {

        /** Refuses to write distances that would be deleted at once. */
        public Options {
            if (noCache && distances) {
                throw new IllegalArgumentException("--no-cache leaves nothing behind, so --distances cannot be kept");
            }
        }
    }

    private final DatasetLayout dataset;
    private final EncoderOptions model;
    private final Options options;
    private final RunLog log;

    /** @param log takes what there is to say on the way */
    public ExtractRun(DatasetLayout dataset, EncoderOptions model, Options options, RunLog log) {
        this.dataset = dataset;
        this.model = model;
        this.options = options;
        this.log = log;
    }

    /** Runs, and returns the metrics of the order by distance where there are labels and not too many distances. */
    public Optional<IterationMetrics> run() throws IOException {
        for (Domain domain : Domain.values()) {
            if ((domain == Domain.QUERY ? dataset.queries() : dataset.gallery()).size() == 0) {
                throw new IOException("'" + dataset.name() + "' has no pictures in its " + domain.label());
            }
        }
        if (!options.noCache()) {
            Optional<Path> foreign = options.cache().foreignFile();
            if (foreign.isPresent() && !options.forceCache()) {
                throw new IOException(foreign.get() + ": is there already and not from icfrr extract;"
                        + " --force-cache replaces it, --cache-root names another place");
            }
            fill(options.cache(), options.forceCache());
            return measure(options.cache());
        }
        Path folder = Files.createTempDirectory("icfrr-extract");
        FeatureCache cache = new FeatureCache(folder);
        try {
            fill(cache, true);
            return measure(cache);
        } finally {
            cache.delete();
        }
    }

    private void fill(FeatureCache cache, boolean again) throws IOException {
        Optional<EncoderChoice> choice =
                model.hog() ? Optional.empty() : Optional.of(EncoderChoice.of(model, dataset, log));
        String encoder = choice.isEmpty()
                ? new HogEncoder(Hog.standard(), BATCH).identity()
                : OnnxEncoder.identity(
                        choice.get().model(),
                        choice.get().preprocessing(),
                        choice.get().options());
        String fingerprint =
                WorkFingerprint.of(encoder, dataset, options.pictures().maxPixels());
        Optional<String> there = cache.fingerprint();
        if (there.isPresent() && !again) {
            if (!there.get().equals(fingerprint)) {
                throw new IOException(cache.folder() + ": holds features of another model or of other pictures;"
                        + " --force-cache replaces them, --cache-root names another place");
            }
            log.say("features are there already: " + cache.folder());
            WorkFolder.sweep(cache.workFolder());
            cache.refreshLabels(dataset);
        } else {
            encode(cache, choice, encoder, fingerprint);
        }
        if (options.distances() && !cache.hasDistances()) {
            writeDistances(cache);
        }
    }

    private void encode(FeatureCache cache, Optional<EncoderChoice> choice, String encoder, String fingerprint)
            throws IOException {
        if (!options.pictures().skipBroken()) {
            dataset.queries().requireFiles();
            dataset.gallery().requireFiles();
        }
        try (WorkFolder work = WorkFolder.open(cache.workFolder(), fingerprint, options.tuning(), () -> tune(choice))) {
            Tuning tuning = work.tuning();
            if (choice.isEmpty()) {
                encode(cache, work, new HogEncoder(Hog.standard(), tuning.batch()), encoder, fingerprint);
            } else {
                encode(cache, work, choice.get().open(tuning), encoder, fingerprint);
            }
            work.delete();
        }
    }

    private <P> void encode(
            FeatureCache cache, WorkFolder work, ImageEncoder<P> opened, String identity, String fingerprint)
            throws IOException {
        try (ImageEncoder<P> encoder = opened;
                ExtractProgress progress = new ExtractProgress(log)) {
            ExtractedFeatures queries =
                    DomainExtraction.run(Domain.QUERY, dataset.queries(), encoder, work, options.pictures(), progress);
            ExtractedFeatures gallery = DomainExtraction.run(
                    Domain.GALLERY, dataset.gallery(), encoder, work, options.pictures(), progress);
            cache.publish(dataset, options.dataRoot(), work, fingerprint, identity, queries, gallery);
        }
    }

    private Tuning tune(Optional<EncoderChoice> choice) throws IOException {
        int pictures = dataset.queries().size() + dataset.gallery().size();
        if (choice.isEmpty() || pictures < WORTH_CALIBRATING) {
            return new Tuning(BATCH, options.threads());
        }
        EncoderChoice chosen = choice.get();
        Optional<int[]> size = chosen.pictureSize();
        if (size.isEmpty()) {
            return new Tuning(1, options.threads());
        }
        List<SpeedCalibration.Measurement> measured = SpeedCalibration.run(
                chosen.model(), chosen.options(), size.get(), options.threads(), SECONDS_PER_SETTING);
        if (options.verbose()) {
            measured.forEach(one -> log.say("calibration: " + one.text()));
        }
        log.say("calibrated: " + measured.getFirst().text());
        return measured.getFirst().tuning();
    }

    private void writeDistances(FeatureCache cache) throws IOException {
        Parallelism parallelism = new Parallelism(options.threads());
        try (TensorFile queryFile = TensorFiles.open(cache.features(Domain.QUERY));
                TensorFile galleryFile = TensorFiles.open(cache.features(Domain.GALLERY));
                Progress progress = Progress.start(
                        "distances",
                        queryFile.soleTensor().size(0)
                                + galleryFile.soleTensor().size(0))) {
            Matrix queries = queryFile.soleTensor().asMatrix();
            Matrix gallery = galleryFile.soleTensor().asMatrix();
            DistanceFiles.write(
                    queries,
                    gallery,
                    cache.folder().resolve(FeatureCache.QUERY_DISTANCES),
                    parallelism,
                    progress::stepTo);
            DistanceFiles.write(
                    gallery,
                    gallery,
                    cache.folder().resolve(FeatureCache.GALLERY_DISTANCES),
                    parallelism,
                    rows -> progress.stepTo(queries.rows() + (long) rows));
        }
    }

    private Optional<IterationMetrics> measure(FeatureCache cache) throws IOException {
        try (TensorFile queryFile = TensorFiles.open(cache.features(Domain.QUERY));
                TensorFile galleryFile = TensorFiles.open(cache.features(Domain.GALLERY));
                TensorFile labelFile = TensorFiles.open(cache.labels())) {
            Matrix queries = queryFile.soleTensor().asMatrix();
            Matrix gallery = galleryFile.soleTensor().asMatrix();
            log.say(String.format(
                    Locale.ROOT,
                    "features of %,d queries and %,d gallery pictures, %d numbers each%s",
                    queries.rows(),
                    gallery.rows(),
                    gallery.columns(),
                    options.noCache() ? ", not kept" : ": " + cache.folder()));
            Labels labels = Labels.of(
                    labelFile.tensor("query").toLongArray(),
                    labelFile.tensor("gallery").toLongArray());
            if (!labels.areKnown() || (long) queries.rows() * gallery.rows() > MEASURED_DISTANCES) {
                return Optional.empty();
            }
            return Optional.of(FirstRanking.measure(queries, gallery, labels, new Parallelism(options.threads())));
        }
    }
}
