package dev.icfrr.cli.options;

import dev.icfrr.cli.input.GivenFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that locate a data set, its images and its caches. They have the names of the public Python code. */
public final class DatasetOptions {
    @Option(
            names = {"--dataset"},
            paramLabel = "NAME",
            description = {
                "Data set: a folder below --cache-root (tuberlin; features, with --query-features).",
                "Data sets with images: tuberlin, sketchy_zs1, sketchy_zs2, custom, quickdraw, officehome:Art-Product."
            })
    private @Nullable String name;

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

    /** Returns the name of the data set. */
    public String name() {
        return name == null ? "tuberlin" : name;
    }

    /** Returns the name of the data set, which files that users name do not have by themselves. */
    public String name(GivenFiles given) {
        return name == null && given.hasFeatures() ? "features" : name();
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
        return cacheRoot.resolve(name()).resolve(Integer.toString(perClass));
    }
}
