package dev.icfrr.vision.doodle;

import dev.icfrr.vision.dataset.NewDataset;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * A synthetic data set: sketches as queries, shaded color images as gallery. These values determine every image; an
 * image does not depend on the number of others.
 *
 * @param classes number of classes, 1 .. {@link #MAX_CLASSES}
 * @param galleryPerClass gallery images per class, at least 1
 * @param queriesPerClass sketches per class, at least 1
 * @param seed another seed draws another set
 * @param size width and height of an image in pixels, 16 .. 2048
 * @param difficulty 0 (alike, upright, plain) .. 1 (turned, far away, cluttered); sketches are drawn in the greatest
 *     hurry from 0.5 on, so that the gap between the domains is wider than the spread within the gallery
 */
public record Doodles(int classes, int galleryPerClass, int queriesPerClass, long seed, int size, double difficulty) {

    /** The number of classes that can be drawn. */
    public static final int MAX_CLASSES = DrawableClass.ALL.size();

    private static final int MAX_PER_CLASS = 1_000_000;

    /** Checks the values. */
    public Doodles {
        check("classes", classes, 1, MAX_CLASSES);
        check("gallery images per class", galleryPerClass, 1, MAX_PER_CLASS);
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

    /** Returns a data set of twelve classes with 60 images and 6 sketches each, 160 pixels wide. */
    public static Doodles standard() {
        return new Doodles(12, 60, 6, 1, 160, 0.45);
    }

    /** Returns the names of the classes, by label. */
    public List<String> classNames() {
        return DrawableClass.ALL.stream()
                .limit(classes)
                .map(DrawableClass::name)
                .toList();
    }

    /** Returns the number of images of both domains. */
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
        ImageRandom chance = new ImageRandom(seed, 1, label, index);
        return SketchPen.draw(DrawableClass.ALL.get(label).figure(chance), size, Math.min(1, 2 * difficulty), chance);
    }

    /**
     * Draws one gallery image.
     *
     * @param label 0 .. {@link #classes}-1
     * @param index the how-manieth of its class, at least 0
     */
    public BufferedImage image(int label, int index) {
        ImageRandom chance = new ImageRandom(seed, 2, label, index);
        return PaintBrush.paint(DrawableClass.ALL.get(label).figure(chance), size, difficulty, chance);
    }

    /**
     * Draws all images into {@code dataRoot/custom/query}, {@code dataRoot/custom/gallery} and {@code labels.json}. An
     * interrupted run leaves nothing under these names.
     *
     * @param dataRoot created if missing
     * @param progress receives the number of finished images, from several threads
     * @return {@code dataRoot/custom}
     * @throws FileAlreadyExistsException if {@code dataRoot/custom} exists and is not empty
     */
    public Path write(Path dataRoot, IntConsumer progress) throws IOException {
        return new NewDataset(items(queriesPerClass, this::sketch), items(galleryPerClass, this::image), Map.of())
                .write(dataRoot, progress);
    }

    private interface Artist {
        BufferedImage draw(int label, int index);
    }

    private List<NewDataset.Item> items(int perClass, Artist artist) {
        List<NewDataset.Item> items = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            int thing = label;
            for (int i = 0; i < perClass; i++) {
                int index = i;
                items.add(new NewDataset.Item(name(thing, index), thing, () -> artist.draw(thing, index)));
            }
        }
        return items;
    }

    private static String name(int label, int index) {
        return String.format(
                Locale.ROOT, "%s_%04d.png", DrawableClass.ALL.get(label).name(), index);
    }
}
