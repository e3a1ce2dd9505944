package dev.icfrr.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options that locate a data set, its images and its caches. They have the names of the public Python code. */
public final class DatasetOptions {
    @Option(
            names = {"--dataset"},
            paramLabel = "NAME",
            defaultValue = "tuberlin",
            description = {
                "Data set: a folder below --cache-root (${DEFAULT-VALUE}).",
                "Data sets with images: tuberlin, sketchy_zs1, sketchy_zs2, custom, quickdraw, officehome:Art-Product."
            })
    private String name = "tuberlin";

    @Option(
            names = {"--cache-root", "--cache_root"},
            paramLabel = "DIR",
            defaultValue = "cache",
            description = "Folder of distances and features (${DEFAULT-VALUE}).")
    private Path cacheRoot = Path.of("cache");

    @Option(
            names = {"--data-root", "--data_root"},
            paramLabel = "DIR",
            defaultValue = "datasets",
            description = "Folder of images (${DEFAULT-VALUE}).")
    private Path dataRoot = Path.of("datasets");

    @Option(
            names = {"--per-class", "--per_class"},
            paramLabel = "N",
            defaultValue = "-1",
            description = "Use the first N images of each class; -1 for all (${DEFAULT-VALUE}).")
    private int perClass = -1;

    public String name() {
        return name;
    }

    public Path cacheRoot() {
        return cacheRoot;
    }

    public Path dataRoot() {
        return dataRoot;
    }

    public int perClass() {
        return perClass;
    }

    /** Returns the folder of the caches: {@code <cache-root>/<dataset>/<per-class>}. */
    public Path cacheFolder() {
        return cacheRoot.resolve(name).resolve(Integer.toString(perClass));
    }
}
