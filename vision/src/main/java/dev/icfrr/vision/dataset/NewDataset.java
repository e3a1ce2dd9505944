package dev.icfrr.vision.dataset;

import dev.icfrr.io.DiskSync;
import dev.icfrr.io.StagingFolder;
import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A data set that is made here: images still to be drawn, to be written in the layout of {@code custom}.
 *
 * @param queries the images to look up with
 * @param gallery the images to be ranked
 * @param notes further files by path below the folder: licenses, sources
 */
public record NewDataset(List<Item> queries, List<Item> gallery, Map<String, byte[]> notes) {

    /** Checks that names within a domain differ. */
    public NewDataset {
        queries = List.copyOf(queries);
        gallery = List.copyOf(gallery);
        notes = Map.copyOf(notes);
        requireDistinct(queries);
        requireDistinct(gallery);
    }

    /**
     * One image.
     *
     * @param name of its file, which ends in {@code .png}
     * @param label of its class
     * @param drawing what it shows; may be asked from any thread
     */
    public record Item(String name, int label, Drawing drawing) {}

    /** Makes an image when it is needed. */
    @FunctionalInterface
    public interface Drawing {
        /** Draws it. */
        BufferedImage draw() throws IOException;
    }

    private static void requireDistinct(List<Item> items) {
        Set<String> names = new HashSet<>();
        for (Item item : items) {
            if (!names.add(item.name())) {
                throw new IllegalArgumentException("two images would be called " + item.name());
            }
        }
    }

    /** Returns the number of images of both domains. */
    public int count() {
        return queries.size() + gallery.size();
    }

    /**
     * Draws all images into {@code dataRoot/custom/query}, {@code dataRoot/custom/gallery} and {@code labels.json},
     * atomically: an interrupted run leaves nothing under these names.
     *
     * @param dataRoot created if missing
     * @param progress receives the number of finished images, from several threads
     * @return {@code dataRoot/custom}
     * @throws FileAlreadyExistsException if {@code dataRoot/custom} exists and is not empty
     */
    public Path write(Path dataRoot, IntConsumer progress) throws IOException {
        Path target = target(dataRoot);
        requireAbsentOrEmpty(target);
        DiskSync.createFolders(dataRoot);
        try (StagingFolder staging = new StagingFolder(dataRoot)) {
            Path temporary = staging.path();
            Files.createDirectory(temporary.resolve("query"));
            Files.createDirectory(temporary.resolve("gallery"));
            draw(temporary, progress);
            Files.writeString(temporary.resolve("labels.json"), labels());
            for (Map.Entry<String, byte[]> note : notes.entrySet()) {
                Path file = temporary.resolve(note.getKey());
                Files.createDirectories(file.getParent());
                Files.write(file, note.getValue());
            }
            staging.moveTo(target);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return target;
    }

    private static Path target(Path dataRoot) {
        return dataRoot.resolve("custom");
    }

    /**
     * Fails if {@link #write} would fail. Allows callers to check before long work.
     *
     * @throws FileAlreadyExistsException if {@code dataRoot/custom} exists and is not empty
     */
    public static void requireRoom(Path dataRoot) throws IOException {
        requireAbsentOrEmpty(target(dataRoot));
    }

    private static void requireAbsentOrEmpty(Path target) throws IOException {
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw new FileAlreadyExistsException(
                        target.toString(), null, "is there already; choose another folder or remove it first");
            }
        } catch (NoSuchFileException e) {
            // The target is free.
        }
    }

    private void draw(Path folder, IntConsumer progress) {
        AtomicInteger done = new AtomicInteger();
        // A failure must not end the stream early: other threads would still be writing to the folder.
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        Stream.concat(
                        queries.stream().map(item -> new Job(item, folder.resolve("query"))),
                        gallery.stream().map(item -> new Job(item, folder.resolve("gallery"))))
                .toList()
                .parallelStream()
                .forEach(job -> {
                    if (failure.get() == null) {
                        try {
                            job.run();
                            progress.accept(done.incrementAndGet());
                        } catch (RuntimeException e) {
                            failure.compareAndSet(null, e);
                        }
                    }
                });
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private record Job(Item item, Path folder) {
        void run() {
            try {
                Files.write(
                        folder.resolve(item.name()), Images.png(item.drawing().draw()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String labels() {
        Map<String, Map<String, Integer>> labels = new LinkedHashMap<>();
        labels.put("query", labels(queries));
        labels.put("gallery", labels(gallery));
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(labels) + "\n";
    }

    private static Map<String, Integer> labels(List<Item> items) {
        Map<String, Integer> labels = new LinkedHashMap<>();
        items.forEach(item -> labels.put(item.name(), item.label()));
        return labels;
    }
}
