package dev.icfrr.vision.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.io.FileHashes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxFileTest {

    @TempDir
    private Path folder;

    private static ProtoMessage external(String location) {
        return new ProtoMessage()
                .integer(1, 4)
                .integer(2, 1)
                .text(8, "weight")
                .message(13, new ProtoMessage().text(1, "location").text(2, location))
                .message(13, new ProtoMessage().text(1, "offset").text(2, "0"))
                .integer(14, 1);
    }

    private Path write(ProtoMessage graph, ProtoMessage function) throws IOException {
        Path file = folder.resolve("model.onnx");
        try (OutputStream out = Files.newOutputStream(file)) {
            new ProtoMessage()
                    .integer(1, 8)
                    .message(7, graph)
                    .message(25, function)
                    .writeTo(out);
        }
        return file;
    }

    /** An initializer, a constant of an operator, a branch of an operator, sparse values, and a function. */
    @Test
    void findsWeightsWhereverAModelCanNameThem() throws IOException {
        ProtoMessage branch = new ProtoMessage().message(5, external("branch.data"));
        ProtoMessage node = new ProtoMessage()
                .message(5, new ProtoMessage().text(1, "value").message(5, external("constant.data")))
                .message(5, new ProtoMessage().text(1, "then").message(6, branch));
        ProtoMessage graph = new ProtoMessage()
                .message(1, node)
                .message(5, external("a/weights.data"))
                .message(5, new ProtoMessage().integer(1, 4).text(8, "own").text(9, "1234"))
                .message(15, new ProtoMessage().message(1, external("sparse.data")));
        ProtoMessage function = new ProtoMessage()
                .message(7, new ProtoMessage().message(5, new ProtoMessage().message(10, external("function.data"))));
        assertThat(ExternalData.locations(write(graph, function)))
                .containsExactly("a/weights.data", "branch.data", "constant.data", "function.data", "sparse.data");
    }

    @Test
    void theIdentityCoversTheWeights() throws IOException {
        Path model = write(new ProtoMessage().message(5, external("model.onnx_data")), new ProtoMessage());
        assertThatThrownBy(() -> OnnxFile.sha256(model))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model.onnx_data")
                .hasMessageContaining("no such file");
        Path weights = Files.writeString(folder.resolve("model.onnx_data"), "A");
        String first = OnnxFile.sha256(model);
        Files.writeString(weights, "B");
        assertThat(OnnxFile.sha256(model)).isNotEqualTo(first).isNotEqualTo(FileHashes.sha256(model));
        Files.writeString(weights, "A");
        assertThat(OnnxFile.sha256(model)).isEqualTo(first);
    }

    @Test
    void theIdentityOfASingleFileIsItsHash() throws IOException {
        OnnxGraph graph = new OnnxGraph("test");
        graph.input("image", List.of("n", 3, 2, 5));
        graph.node("Mul", List.of("image", graph.number("one", 1)), Map.of());
        Path file = folder.resolve("own.onnx");
        try (OutputStream out = Files.newOutputStream(file)) {
            graph.writeTo(out, Map.of());
        }
        assertThat(OnnxFile.sha256(file)).isEqualTo(FileHashes.sha256(file));
        Path cut = Files.write(folder.resolve("cut.onnx"), new byte[] {0x3a, 0x7f, 1, 2});
        assertThat(OnnxFile.sha256(cut)).isEqualTo(FileHashes.sha256(cut));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|an empty file",
                "version https://git-lfs.github.com/spec/v1|git lfs pull",
                "<html>Sign in</html>|a web page",
                "'  <!DOCTYPE html>'|a web page",
                "{\"error\": 404}|a JSON file"
            })
    void namesWhatAFileIsInstead(String content, String what) throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), content);
        assertThatThrownBy(() -> OnnxFile.check(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining(what);
    }

    @Test
    void namesACheckpoint() throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), new byte[] {'P', 'K', 3, 4, 20, 0});
        assertThatThrownBy(() -> OnnxFile.check(file)).hasMessageContaining("a zip file");
    }

    @Test
    void namesAFolderAndAMissingFile() {
        assertThatThrownBy(() -> OnnxFile.check(folder)).hasMessageContaining("a folder");
        assertThatThrownBy(() -> OnnxFile.check(folder.resolve("none"))).hasMessageContaining("no such model");
    }
}
