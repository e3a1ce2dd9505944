package dev.icfrr.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which data set, and where its pictures and caches lie: the same for every command, as in the public Python code. */
public final class DatasetOptions {
    @Option(
            names = {"--dataset"},
            paramLabel = "NAME",
            defaultValue = "tuberlin",
            description = {
                "Data set, a folder below --cache-root (${DEFAULT-VALUE}).",
                "With pictures: tuberlin, sketchy_zs1, sketchy_zs2, custom, quickdraw or officehome:Art-Product."
            })
    private String name = "tuberlin";

    @Option(
            names = {"--cache-root", "--cache_root"},
            paramLabel = "DIR",
            defaultValue = "cache",
            description = "Where distances or features lie (${DEFAULT-VALUE}).")
    private Path cacheRoot = Path.of("cache");

    @Option(
            names = {"--data-root", "--data_root"},
            paramLabel = "DIR",
            defaultValue = "datasets",
            description = "Where pictures lie (${DEFAULT-VALUE}).")
    private Path dataRoot = Path.of("datasets");

    @Option(
            names = {"--per-class", "--per_class"},
            paramLabel = "N",
            defaultValue = "-1",
            description = "The first N pictures of each class; -1 for all (${DEFAULT-VALUE}).")
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
}
