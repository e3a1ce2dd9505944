package dev.icfrr.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A folder for an index that commands build. */
abstract class IndexCommandFixture {
    @TempDir
    Path folder;

    String index() {
        return new BlobIndex(folder).path();
    }

    void buildBlobs(String... more) {
        new BlobIndex(folder).build(more);
    }
}
