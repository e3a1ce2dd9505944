package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.rerank.Ranking;
import dev.icfrr.server.TestServer.Answer;
import dev.icfrr.vision.hog.Hog;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server of a small gallery of doodles, and what the library finds in it. */
abstract class SearchFixture {
    static final int CLASSES = 5;
    static final int PER_CLASS = 20;
    static final String PARAMETERS = "\"kg\":12,\"kq\":9,\"beta\":0.75,\"iterations\":3";
    static GalleryIndex index;
    static TestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        index = Galleries.doodles(folder.resolve("index"), CLASSES, PER_CLASS);
        server = TestServer.start(index);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static float[] feature() throws IOException {
        return Hog.standard().extract(Images.read(Galleries.sketch(2), "sketch", 1_000_000));
    }

    static JsonNode ok(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.headers().get("Content-Type")).isEqualTo("application/json");
        return answer.json();
    }

    static List<String> texts(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(node -> node.get(field).stringValue())
                .toList();
    }

    static List<String> ids(Ranking ranking) {
        return Arrays.stream(ranking.toArray()).mapToObj(index::id).toList();
    }

    static double[] distances(float[] feature) {
        double[] distances = new double[index.size()];
        for (int item = 0; item < distances.length; item++) {
            float[] other = index.feature(item);
            double squares = 0;
            for (int k = 0; k < other.length; k++) {
                squares += ((double) other[k] - feature[k]) * ((double) other[k] - feature[k]);
            }
            distances[item] = Math.sqrt(squares);
        }
        return distances;
    }
}
