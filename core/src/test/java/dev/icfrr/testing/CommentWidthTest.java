package dev.icfrr.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that comments end at column 120. The formatter checks code, but not comments. */
class CommentWidthTest {
    private static final int WIDTH = 120;
    private static final Pattern COMMENT = Pattern.compile("\\s*(/\\*|\\*|//).*");

    @ParameterizedTest
    @ValueSource(strings = {"core", "embeddings", "vision", "server", "cli", "lucene", "spark", "benchmarks"})
    void commentsEndAtColumn120(String module) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")).flatMap(CommentWidthTest::wideComments))
                    .isEmpty();
        }
    }

    private static Stream<String> wideComments(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).length() > WIDTH
                            && COMMENT.matcher(lines.get(i)).matches())
                    .mapToObj(i -> file + ":" + (i + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
