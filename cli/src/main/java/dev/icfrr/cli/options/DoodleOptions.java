package dev.icfrr.cli.options;

import dev.icfrr.vision.doodle.Doodles;
import picocli.CommandLine.Option;

/** How many doodles to draw, and how. */
public final class DoodleOptions {
    @Option(
            names = {"--classes"},
            paramLabel = "N",
            defaultValue = "12",
            description = "Kinds of things (${DEFAULT-VALUE}).")
    private int classes;

    @Option(
            names = {"--per-class"},
            paramLabel = "N",
            defaultValue = "60",
            description = "Gallery pictures of each kind (${DEFAULT-VALUE}).")
    private int perClass;

    @Option(
            names = {"--queries-per-class"},
            paramLabel = "N",
            defaultValue = "6",
            description = "Sketches of each kind (${DEFAULT-VALUE}).")
    private int queriesPerClass;

    @Option(
            names = {"--seed"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Another seed draws another set (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = {"--size"},
            paramLabel = "PIXELS",
            defaultValue = "160",
            description = "Width and height of a picture (${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = {"--difficulty"},
            paramLabel = "X",
            defaultValue = "0.45",
            description = "0 (alike, upright, plain) to 1 (turned, far away, cluttered) (${DEFAULT-VALUE}).")
    private double difficulty;

    public Doodles doodles() {
        return new Doodles(classes, perClass, queriesPerClass, seed, size, difficulty);
    }

    /** About half the number of relevant pictures, the authors' rule of thumb for KG and KQ. */
    public int halfOfRelevant() {
        return Math.max(1, perClass / 2);
    }
}
