package dev.icfrr.tensor;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The golden files, written by {@code make.py} beside them. */
final class Golden {

    private Golden() {}

    static Path folder() {
        try {
            return Path.of(
                    Objects.requireNonNull(Golden.class.getResource("/tensors")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path file(String name) {
        return folder().resolve(name);
    }
}
