package dev.icfrr.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gallery index of a small data set, in a folder with a space and an umlaut in its name. */
record BlobIndex(Path folder) {
    static final Path BLOBS = Path.of("../core/src/test/resources/blobs");

    String path() {
        return folder.resolve("my gällery").toString();
    }

    /** Builds the index by the command line, with more options. */
    void build(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "index",
                "build",
                "--features",
                BLOBS.resolve("gallery_features.npy").toString(),
                "--out",
                path()));
        all.addAll(List.of(more));
        CommandLineRun.ok(all.toArray(String[]::new));
    }

    /** Searches by the query in row 3, and returns the answer. */
    JsonNode search(String... more) {
        List<String> all = new ArrayList<>(List.of(
                "search",
                "--index",
                path(),
                "--vector",
                BLOBS.resolve("query_features.npy").toString(),
                "--row",
                "3",
                "--json"));
        all.addAll(List.of(more));
        return json(CommandLineRun.ok(all.toArray(String[]::new)).out());
    }

    static JsonNode json(String text) {
        return JsonMapper.builder().build().readTree(text);
    }
}
