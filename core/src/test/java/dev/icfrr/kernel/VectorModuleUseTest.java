package dev.icfrr.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The vector module is an incubator's: it may be missing, and one package alone may need it. */
class VectorModuleUseTest {

    @Test
    void onlyTheKernelsUseTheVectorModule() throws IOException {
        Path classes = Path.of("target", "classes");
        try (Stream<Path> files = Files.walk(classes)) {
            assertThat(files.filter(file -> file.toString().endsWith(".class"))
                            .filter(VectorModuleUseTest::usesVectors)
                            .map(file -> classes.relativize(file)
                                    .getParent()
                                    .toString()
                                    .replace('\\', '/')))
                    .isNotEmpty()
                    .containsOnly("dev/icfrr/kernel");
        }
    }

    /** Whatever a class uses stands in its constant pool. */
    private static boolean usesVectors(Path classFile) {
        try {
            return new String(Files.readAllBytes(classFile), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains("jdk/incubator/vector/");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
