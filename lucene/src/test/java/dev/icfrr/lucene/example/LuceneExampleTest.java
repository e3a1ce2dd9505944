package dev.icfrr.lucene.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LuceneExampleTest {
    /** Two classes, each around a point of a line. The window holds all items, so all can be found. */
    @Test
    void indexesSearchesAndMeasures(@TempDir Path folder) throws IOException {
        Random random = new Random(1);
        float[] gallery = new float[60 * 4];
        long[] labels = new long[60];
        for (int item = 0; item < 60; item++) {
            labels[item] = item % 2;
            gallery[item * 4] = labels[item] == 0 ? -1 : 1;
            for (int k = 1; k < 4; k++) {
                gallery[item * 4 + k] = (float) random.nextGaussian() / 4;
            }
        }
        NpyWriter.write(folder.resolve("gallery_features.npy"), Tensor.of(gallery, 60, 4));
        NpyWriter.write(folder.resolve("query_features.npy"), Tensor.of(new float[] {-1, 0, 0, 0, 1, 0, 0, 0}, 2, 4));
        writeLabels(folder, new long[] {0, 1}, labels);
        Path index = folder.resolve("an index");

        String first = run("--data", folder, "--index", index, "--windows", "10,60", "--k", "8");
        String second = run("--data", folder, "--index", index, "--windows", "60", "--k", "8");
        String flat = run("--data", folder, "--windows", "60", "--vote", "flat", "--kg", "9", "--kq", "9");
        String chosen = run("--data", folder, "--windows", "60");

        assertThat(first).contains("indexed 60 vectors of 4 dimensions", "stored 60 neighbor lists");
        // Ten of thirty relevant items: all hits are relevant, before and after.
        assertThat(first).containsPattern("\n +10 +0\\.333 +\\S+ +0\\.333 +\\S+ +0\\.333 +\\S+\n");
        assertThat(first).containsPattern("\n +60 +1\\.000 +\\S+ +1\\.000 +\\S+ +1\\.000 +\\S+\n");
        assertThat(second).doesNotContain("indexed").containsPattern("\n +60 +1\\.000 ");
        assertThat(second)
                .contains("60 documents in 1 segments, multi-scale vote, K 8, beta 0.5, 5 iterations, reference rule");
        assertThat(flat)
                .contains("60 documents in 1 segments, KG 9, KQ 9, beta 0.5, 5 iterations, reference rule")
                .containsPattern("\n +60 +1\\.000 ");
        assertThat(chosen).contains("multi-scale vote, K auto").containsPattern("\n +60 +1\\.000 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --kg many --data d   | --kg must be a whole number of at least 1, not 'many'
            --windows 10,,3      | --windows must be a whole number of at least 1, not ''
            --kq                 | --kq needs a value
            --colour red         | there is no option --colour; see --help
            --vote some          | --vote must be multiscale or flat, not 'some'
            --data d --kg 3      | --kg and --kq belong to the flat vote: use --k, or --vote flat
            --data d --k 8 --vote flat | --k belongs to the multi-scale vote: use --kg and --kq
            --update best        | --update must be reference or accumulating, not 'best'
            """)
    void refusesInvalidOptions(String line, String message) {
        assertThatThrownBy(() -> ExampleOptions.parse(line.split(" "))).hasMessage(message);
    }

    @Test
    void namesTheFileThatIsMissing(@TempDir Path folder) {
        assertThatThrownBy(() -> run("--data", folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("query_features.npy: no such file, nor with .pth");
    }

    @Test
    void refusesFilesThatDoNotBelongTogether(@TempDir Path folder) throws IOException {
        NpyWriter.write(folder.resolve("gallery_features.npy"), Tensor.of(new float[8], 4, 2));
        NpyWriter.write(folder.resolve("query_features.npy"), Tensor.of(new float[3], 1, 3));
        writeLabels(folder, new long[1], new long[4]);
        assertThatThrownBy(() -> run("--data", folder))
                .hasMessageContaining("holds 1 queries of 3 dimensions, 4 gallery items of 2")
                .hasMessageContaining("they do not belong together");
        assertThat(Files.list(folder)).hasSize(3);
    }

    private static void writeLabels(Path folder, long[] query, long[] gallery) throws IOException {
        Map<String, Tensor> labels = new LinkedHashMap<>();
        labels.put("query", Tensor.of(query, query.length));
        labels.put("gallery", Tensor.of(gallery, gallery.length));
        PthWriter.write(folder.resolve("labels.pth"), Value.of(labels));
    }

    private static String run(Object... words) throws IOException {
        String[] texts = new String[words.length];
        for (int i = 0; i < words.length; i++) {
            texts[i] = words[i].toString();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        LuceneExample.run(ExampleOptions.parse(texts), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
