package dev.icfrr.cli.options;

import dev.icfrr.vision.doodle.Doodles;
import picocli.CommandLine.Option;

/** Options of drawing doodles. */
public final class DoodleOptions {
    @Option(
            names = {"--classes"},
            paramLabel = "N",
            defaultValue = "12",
            description = "Number of classes (${DEFAULT-VALUE}).")
    private int classes;

    @Option(
            names = {"--per-class"},
            paramLabel = "N",
            defaultValue = "60",
            description = "Gallery images per class (${DEFAULT-VALUE}).")
    private int perClass;

    @Option(
            names = {"--queries-per-class"},
            paramLabel = "N",
            defaultValue = "6",
            description = "Query sketches per class (${DEFAULT-VALUE}).")
    private int queriesPerClass;

    @Option(
            names = {"--seed"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the drawing (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = {"--size"},
            paramLabel = "PIXELS",
            defaultValue = "160",
            description = "Width and height of an image (${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = {"--difficulty"},
            paramLabel = "X",
            defaultValue = "0.45",
            description = "From 0 (uniform, upright, plain) to 1 (rotated, distant, cluttered) (${DEFAULT-VALUE}).")
    private double difficulty;

    public Doodles doodles() {
        return new Doodles(classes, perClass, queriesPerClass, seed, size, difficulty);
    }

    /** Returns about half the number of relevant images, the authors' rule of thumb for KG and KQ. */
    public int halfOfRelevant() {
        return Math.max(1, perClass / 2);
    }
}
