package dev.icfrr.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.rerank.Ranking;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README compiles and runs as it is printed. */
class ReadmeSnippetTest {

    @Test
    void theLibraryExampleCompilesAndRanksTheGallery(@TempDir Path folder) throws Exception {
        Path source = folder.resolve("Snippet.java");
        Files.writeString(source, """
                import dev.icfrr.advice.*;
                import dev.icfrr.knn.*;
                import dev.icfrr.matrix.*;
                import dev.icfrr.parallel.*;
                import dev.icfrr.rerank.*;
                import dev.icfrr.search.*;

                public class Snippet {
                    public static Ranking run(Matrix gallery, float[] query) {
                        %s
                        return ranking;
                    }
                }
                """.formatted(snippet()));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-proc:none", "-d", folder.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();

        Random random = new Random(1);
        float[] values = new float[200 * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        Matrix gallery = Matrix.of(200, 8, values);
        float[] query = new float[8];
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Ranking ranking = (Ranking) loader.loadClass("Snippet")
                    .getMethod("run", Matrix.class, float[].class)
                    .invoke(null, gallery, query);
            assertThat(ranking.toArray()).hasSize(20).doesNotHaveDuplicates();
        }
    }

    private static String snippet() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        int start = readme.indexOf("```java", readme.indexOf("<!-- snippet:library -->"));
        return readme.substring(start + "```java".length(), readme.indexOf("```", start + 3));
    }
}
