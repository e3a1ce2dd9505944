package dev.icfrr.cli.index;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.Durations;
import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.console.StagedProgress;
import dev.icfrr.cli.console.Version;
import dev.icfrr.cli.input.NeighborMemory;
import dev.icfrr.io.DiskSpace;
import dev.icfrr.knn.KnnMemory;
import dev.icfrr.knn.KnnTime;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.ImageFolder;
import dev.icfrr.vision.index.ImageItems.ImageFile;
import dev.icfrr.vision.index.IndexBuilder;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.IndexSettings;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import dev.icfrr.vision.index.IndexVote;
import dev.icfrr.vision.index.ItemSource;
import dev.icfrr.vision.index.ModelReference;
import dev.icfrr.vision.index.ModelReference.HogReference;
import dev.icfrr.vision.index.VoteChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Builds an index, after an estimate of memory and disk use. */
public final class IndexBuildRun {
    private final Options options;
    private final RunLog log;

    /**
     * What to build.
     *
     * @param out the folder of the index
     * @param replace whether an existing index may be replaced
     * @param kg plain neighbors per item, at least 1; more are stored if the vote needs them
     * @param vote how searches vote
     * @param centered whether features are centered per domain
     * @param ids a file of ids, or null
     * @param labels as {@link ItemLabels} takes them, or null
     * @param graph neighbor lists that are known already; empty to find them
     */
    public record Options(
            Path out,
            boolean replace,
            int kg,
            SelfMatch self,
            VoteChoice vote,
            boolean centered,
            Optional<Approximation> approximation,
            Optional<ModelReference> model,
            @Nullable Path ids,
            @Nullable String labels,
            Optional<KnownGraph> graph,
            Parallelism parallelism) {

        /** Checks KG and the graph. */
        public Options {
            if (graph.isPresent()) {
                graph.get().requireFits(centered, approximation.isPresent());
            }
            if (kg < 1) {
                throw new IllegalArgumentException("--kg must be at least 1, not " + kg);
            }
        }

        /** Returns the length of the plain lists that the first search finds. */
        private int searched(int size) {
            int needed = switch (vote) {
                case VoteChoice.Flat _ -> 1;
                case VoteChoice.Given(IndexVote given) -> given.plainLength();
                case VoteChoice.Advised _ when approximation.isPresent() -> MultiscaleAdvice.listLength(size);
                case VoteChoice.Advised(ListOrder lists) ->
                    ParameterRequest.multiscale(ParameterRequest.AUTO, lists, IcfrrParameters.DEFAULTS)
                            .listLength(size);
            };
            return Math.max(kg, needed);
        }

        private IndexSettings settings(
                Optional<ModelReference> from, Map<Long, String> labelNames, StagedProgress progress) {
            return new IndexSettings(
                    kg,
                    self,
                    vote,
                    centered,
                    approximation,
                    from,
                    labelNames,
                    "icfrr " + Version.text(),
                    parallelism,
                    progress);
        }
    }

    /** Prepares a build. */
    public IndexBuildRun(Options options, RunLog log) {
        this.options = options;
        this.log = log;
    }

    /** Builds an index of features in a file. */
    public void fromFeatures(Path path) throws IOException {
        try (FeatureInput input = FeatureInput.open(path);
                StagedProgress progress = new StagedProgress()) {
            int size = input.matrix().rows();
            List<String> ids = options.ids == null
                    ? IntStream.range(0, size).mapToObj(Integer::toString).toList()
                    : ItemIds.read(options.ids, size);
            ItemLabels labels = ItemLabels.of(options.labels, ids, Map.of());
            log.say("reads   %s (%s): features of %,d gallery items, %,d values each"
                    .formatted(
                            path,
                            Bytes.text(input.bytes()),
                            size,
                            input.matrix().columns()));
            input.file().remark().ifPresent(remark -> log.say("note    " + remark));
            if (options.graph.isPresent()) {
                log.say("takes   the neighbors from " + options.graph.get().describe());
            }
            requireRoom(size, input.matrix().columns());
            if (options.approximation.isEmpty() && options.graph.isEmpty()) {
                KnnTime.ofFeatures(input.matrix(), options.searched(size), options.parallelism)
                        .ifPresent(time -> log.say("expect  about " + Durations.text(time)));
            }
            try (IndexBuilder builder = IndexBuilder.start(
                    options.out, options.settings(options.model, labels.names(), progress), options.replace)) {
                ItemSource items = ItemSource.of(input.matrix(), ids::get, item -> labels.of(ids.get(item)));
                said(
                        options.graph.isPresent()
                                ? builder.build(items, options.graph.get().graph())
                                : builder.build(items));
            }
        }
    }

    /** Builds an index of the images below a folder. */
    public void fromImages(Path folder, ImageIntake intake) throws IOException {
        if (options.ids != null) {
            throw new IllegalArgumentException("--ids works only with --features. The ids of images are their paths");
        }
        if (options.graph.isPresent()) {
            throw new IllegalArgumentException(
                    "--graph works only with --features: 'icfrr extract' writes the features of images to a file");
        }
        ModelReference model = options.model.orElse(new HogReference(Hog.standard()));
        List<ImageFile> found = ImageFolder.list(folder);
        ItemLabels labels =
                ItemLabels.of(options.labels, found.stream().map(ImageFile::id).toList(), Map.of());
        List<ImageFile> images = found.stream()
                .map(image -> new ImageFile(image.id(), image.path(), labels.of(image.id())))
                .toList();
        log.say("reads   %,d images below %s, described by %s"
                .formatted(images.size(), folder, IndexModelOptions.describe(Optional.of(model))));
        try (StagedProgress progress = new StagedProgress();
                IndexBuilder builder = IndexBuilder.start(
                        options.out, options.settings(Optional.of(model), labels.names(), progress), options.replace)) {
            intake.run(
                    images,
                    model,
                    options.parallelism.threads(),
                    new ImageIntake.Target() {
                        @Override
                        public void add(IndexItem item) throws IOException {
                            if (builder.size() == 0) {
                                requireRoom(images.size(), item.feature().length);
                            }
                            builder.add(item);
                        }

                        @Override
                        public Optional<String> withContent(byte[] contentHash) {
                            return Optional.empty();
                        }
                    },
                    log);
            if (builder.size() == 0) {
                throw new IOException(folder + ": none of its images could be read");
            }
            said(builder.build());
        }
    }

    private void requireRoom(int size, int columns) throws IOException {
        KnnMemory memory = options.graph
                .map(known ->
                        KnnMemory.ofApproximate(size, columns, known.graph().kg()))
                .orElseGet(() -> KnnMemory.of(
                        size,
                        columns,
                        IndexSettings.storedKg(options.searched(size)),
                        options.approximation.isPresent()));
        // Scaled lists are at most as long as plain ones.
        long lists = options.vote instanceof VoteChoice.Flat ? memory.lists() : 2 * memory.lists();
        long disk = 4L * size * columns + lists;
        log.say("takes   about " + Bytes.text(memory.heap()) + " of Java heap, " + Bytes.text(memory.lists())
                + " for the lists, and " + Bytes.text(disk) + " on disk without thumbnails");
        NeighborMemory.require(memory);
        Path folder = options.out.toAbsolutePath();
        while (folder.getParent() != null && !folder.toFile().exists()) {
            folder = folder.getParent();
        }
        DiskSpace.require(folder.resolve("features.npy"), disk);
    }

    private void said(GalleryIndex index) throws IOException {
        log.say("wrote   " + IndexSummary.line(index));
        if (!index.graph().provenance().isEmpty()) {
            log.say("        " + index.graph().provenance());
        }
        index.manifest()
                .vote()
                .ifPresent(vote -> log.say("votes   at scales up to K %d with weights %s, on %s lists"
                        .formatted(vote.k(), vote.weights(), vote.lists().label())));
    }
}
