package dev.icfrr.vision.doodle;

import dev.icfrr.vision.picture.Pictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A data set of drawn things: sketches as queries, shaded color pictures as gallery. Everything follows from these
 * values; a picture does not depend on how many others are drawn.
 *
 * @param classes how many kinds of things, 1 .. {@link #MAX_CLASSES}
 * @param galleryPerClass gallery pictures of each kind, at least 1
 * @param queriesPerClass sketches of each kind, at least 1
 * @param seed another seed draws another set
 * @param size width and height of a picture in pixels, 16 .. 2048
 * @param difficulty 0 (alike, upright, plain) .. 1 (turned, far away, cluttered); sketches are drawn in the greatest
 *     hurry from 0.5 on, so that the gap between the domains is wider than the spread within the gallery
 */
public record Doodles(int classes, int galleryPerClass, int queriesPerClass, long seed, int size, double difficulty) {

    /** How many kinds of things can be drawn. */
    public static final int MAX_CLASSES = Thing.ALL.size();

    private static final int MAX_PER_CLASS = 1_000_000;

    /** Checks the values. */
    public Doodles {
        check("classes", classes, 1, MAX_CLASSES);
        check("gallery pictures per class", galleryPerClass, 1, MAX_PER_CLASS);
        check("queries per class", queriesPerClass, 1, MAX_PER_CLASS);
        check("size", size, 16, 2048);
        if (!(difficulty >= 0 && difficulty <= 1)) {
            throw new IllegalArgumentException("difficulty " + difficulty + " is not between 0 and 1");
        }
    }

    private static void check(String what, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(what + ": " + value + " is not between " + low + " and " + high);
        }
    }

    /** Twelve classes of 60 pictures and 6 sketches, 160 pixels wide. */
    public static Doodles standard() {
        return new Doodles(12, 60, 6, 1, 160, 0.45);
    }

    /** The names of the classes, by label. */
    public List<String> classNames() {
        return Thing.ALL.stream().limit(classes).map(Thing::name).toList();
    }

    /** Number of pictures of both domains. */
    public int count() {
        return Math.toIntExact((long) classes * (galleryPerClass + queriesPerClass));
    }

    /**
     * Draws one sketch.
     *
     * @param label 0 .. {@link #classes}-1
     * @param index the how-manieth of its class, at least 0
     */
    public BufferedImage sketch(int label, int index) {
        Chance chance = new Chance(seed, 1, label, index);
        return SketchPen.draw(Thing.ALL.get(label).figure(chance), size, Math.min(1, 2 * difficulty), chance);
    }

    /**
     * Draws one gallery picture.
     *
     * @param label 0 .. {@link #classes}-1
     * @param index the how-manieth of its class, at least 0
     */
    public BufferedImage picture(int label, int index) {
        Chance chance = new Chance(seed, 2, label, index);
        return PaintBrush.paint(Thing.ALL.get(label).figure(chance), size, difficulty, chance);
    }

    /**
     * Draws all pictures into {@code dataRoot/custom/query}, {@code dataRoot/custom/gallery} and {@code labels.json}. An
     * interrupted run leaves nothing under these names.
     *
     * @param dataRoot created where missing
     * @param progress told after each picture how many are done, from several threads
     * @return {@code dataRoot/custom}
     * @throws FileAlreadyExistsException if {@code dataRoot/custom} exists and is not empty
     */
    public Path write(Path dataRoot, IntConsumer progress) throws IOException {
        Path target = dataRoot.resolve("custom");
        Files.createDirectories(dataRoot);
        requireAbsentOrEmpty(target);
        Path temporary = Files.createDirectory(
                dataRoot.resolve(".custom-" + ProcessHandle.current().pid() + ".tmp"));
        try {
            Files.createDirectory(temporary.resolve("query"));
            Files.createDirectory(temporary.resolve("gallery"));
            draw(temporary, progress);
            Files.writeString(temporary.resolve("labels.json"), labels());
            Files.deleteIfExists(target);
            Files.move(temporary, target);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            delete(temporary);
        }
        return target;
    }

    private static void requireAbsentOrEmpty(Path target) throws IOException {
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isPresent()) {
                throw new FileAlreadyExistsException(
                        target.toString(), null, "is there already; choose another folder or remove it first");
            }
        } catch (NoSuchFileException e) {
            // As it should be.
        }
    }

    private void draw(Path folder, IntConsumer progress) {
        AtomicInteger done = new AtomicInteger();
        List<Runnable> jobs = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            int thing = label;
            for (int i = 0; i < queriesPerClass; i++) {
                int index = i;
                jobs.add(() -> save(sketch(thing, index), folder.resolve("query", name(thing, index))));
            }
            for (int i = 0; i < galleryPerClass; i++) {
                int index = i;
                jobs.add(() -> save(picture(thing, index), folder.resolve("gallery", name(thing, index))));
            }
        }
        // A failure must not leave the stream: it would come out while other threads still write to the folder.
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        jobs.parallelStream().forEach(job -> {
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

    private static void save(BufferedImage picture, Path file) {
        try {
            Files.write(file, Pictures.png(picture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(int label, int index) {
        return String.format(Locale.ROOT, "%s_%04d.png", Thing.ALL.get(label).name(), index);
    }

    private String labels() {
        return "{\n  \"query\": {\n" + labels(queriesPerClass) + "\n  },\n  \"gallery\": {\n" + labels(galleryPerClass)
                + "\n  }\n}\n";
    }

    private String labels(int perClass) {
        List<String> lines = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            for (int index = 0; index < perClass; index++) {
                lines.add("    \"" + name(label, index) + "\": " + label);
            }
        }
        return lines.stream().collect(Collectors.joining(",\n"));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (DirectoryNotEmptyException e) {
            throw new IOException("the temporary folder " + folder + " could not be removed", e);
        }
    }
}
