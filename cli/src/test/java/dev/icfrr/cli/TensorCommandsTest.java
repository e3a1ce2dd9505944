package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.cli.console.ExecutionErrors;
import dev.icfrr.cli.tensor.ConvertCommand;
import dev.icfrr.cli.tensor.InfoCommand;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code icfrr info} and {@code icfrr convert}. */
class TensorCommandsTest {

    private static final Path EMBEDDINGS = Path.of("../embeddings/src/test/resources/embeddings");

    @TempDir
    Path folder;

    private Path labels;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        labels = folder.resolve("my labels é.pth");
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("query", Tensor.of(new long[] {4, -2, 1}, 3));
        values.put("gallery", Tensor.of(new float[] {1, Float.NaN, Float.POSITIVE_INFINITY, 4}, 2, 2));
        PthWriter.write(labels, Value.Dict.of(values));
    }

    private int run(Object command, Object... arguments) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new ExecutionErrors())
                .execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    }

    @Test
    void infoListsTensorsWithStatistics() {
        assertThat(run(new InfoCommand(), "--stats", "--verify", labels)).isZero();
        assertThat(out.toString())
                .contains("my labels é.pth: PyTorch, dict of 2, 2 tensors")
                .containsPattern("query +int64 +\\[3] +min -2.00000  max 4.00000  mean 1.00000  NaN 0  Inf 0")
                .containsPattern("gallery +float32 +\\[2, 2] +min 1.00000  max 4.00000  mean 2.50000  NaN 1  Inf 1")
                .contains("5 checksums are right");
    }

    /** The values are those of make.py beside the files. */
    @Test
    void infoListsTheColumnsOfHdf5() {
        assertThat(run(new InfoCommand(), "--stats", EMBEDDINGS.resolve("ann.hdf5")))
                .isZero();
        assertThat(out.toString())
                .contains("ann.hdf5: HDF5, 4 columns")
                .containsPattern(
                        "train +float32 +\\[12, 5] +--query-features, --gallery-features ann.hdf5:train +min -2.0")
                .containsPattern("neighbors +int32 +\\[3, 3]");
        assertThat(run(new InfoCommand(), EMBEDDINGS.resolve("variety.h5"))).isZero();
        assertThat(out.toString())
                .containsPattern("group/half_gzip +float16 +\\[7, 4] +--query-features")
                .containsPattern("labels +int64 +\\[6] +--query-labels, --gallery-labels, --ids variety.h5:labels")
                .containsPattern("names +string +\\[6] +--query-labels")
                .containsPattern("cube +float64 +\\[2, 2, 2] +not read");
    }

    @Test
    void infoListsTheColumnsOfParquetAndFaiss() {
        assertThat(run(
                        new InfoCommand(),
                        "--format",
                        "json",
                        EMBEDDINGS.resolve("types.parquet"),
                        EMBEDDINGS.resolve("map.faiss"),
                        EMBEDDINGS.resolve("ragged.parquet")))
                .as(err.toString())
                .isZero();
        JsonNode files = new JsonMapper().readTree(out.toString());
        assertThat(files.get(0).get("kind").asString()).isEqualTo("Parquet");
        assertThat(files.get(0).get("columns").toString())
                .contains("{\"name\":\"float\",\"type\":\"list of float\",\"shape\":[12,5],");
        assertThat(files.get(1).get("columns").toString())
                .isEqualTo("[{\"name\":\"\",\"type\":\"float32\",\"shape\":[12,5],\"options\":[\"--query-features\","
                        + "\"--gallery-features\"],\"source\":\"map.faiss\"},{\"name\":\"ids\",\"type\":\"int64\","
                        + "\"shape\":[12],\"options\":[\"--query-labels\",\"--gallery-labels\",\"--ids\"],"
                        + "\"source\":\"map.faiss:ids\"}]");
        assertThat(files.get(2).get("columns").toString()).contains("null]");
    }

    @Test
    void infoRefusesOtherIndexesAndChecksumsItDoesNotCompare() {
        assertThat(run(new InfoCommand(), EMBEDDINGS.resolve("hnsw.faiss"))).isEqualTo(2);
        assertThat(err.toString()).contains("only flat ones are read");
        assertThat(run(new InfoCommand(), "--verify", EMBEDDINGS.resolve("ann.hdf5")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Leave out --verify for this file");
    }

    @Test
    void infoWritesJson() {
        assertThat(run(new InfoCommand(), "--format", "json", "--stats", labels, labels))
                .isZero();
        JsonNode files = new JsonMapper().readTree(out.toString());
        assertThat(files.size()).isEqualTo(2);
        JsonNode gallery = files.get(0).get("tensors").get(1);
        assertThat(gallery.get("name").asString()).isEqualTo("gallery");
        assertThat(gallery.get("dtype").asString()).isEqualTo("float32");
        assertThat(gallery.get("shape").toString()).isEqualTo("[2,2]");
        assertThat(gallery.get("statistics").get("mean").asDouble()).isEqualTo(2.5);
        assertThat(gallery.get("statistics").get("nan").asInt()).isEqualTo(1);
    }

    @Test
    void infoIsBounded() {
        assertThat(run(new InfoCommand(), "--limit", 1, labels)).isZero();
        assertThat(out.toString()).contains("query").doesNotContain("gallery").contains("and 1 more");
    }

    @Test
    void infoShowsInertPartsWithoutTerminalCodes() throws IOException {
        Path hostile = folder.resolve("hostile.pth");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(hostile))) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write("\u0080\2}X\5\0\0\0\u001b[31mcposix\nsystem\nX\2\0\0\0ls\u0085Rs."
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(run(new InfoCommand(), hostile)).isZero();
        assertThat(out.toString())
                .contains("0 tensors, 1 inert object")
                .contains("inert  posix.system")
                .doesNotContain("\u001b");
    }

    @Test
    void infoNamesWhatItCannotRead() throws IOException {
        Path text = folder.resolve("text.pth");
        Files.writeString(text, "hello");
        assertThat(run(new InfoCommand(), text)).isEqualTo(2);
        assertThat(run(new InfoCommand(), folder.resolve("missing.pth"))).isEqualTo(2);
        assertThat(run(new InfoCommand(), "--format", "xml", labels)).isEqualTo(2);
        assertThat(run(new InfoCommand())).isEqualTo(2);
        assertThat(err.toString())
                .contains("text.pth: byte 0: neither a PyTorch nor a NumPy file")
                .contains("missing.pth: no such file")
                .contains("--format is table or json, not 'xml'")
                .contains("Missing required parameter");
    }

    @Test
    void convertKeepsTypeAndValues() throws IOException {
        Path npy = folder.resolve("query.npy");
        Path pth = folder.resolve("query.pth");
        assertThat(run(new ConvertCommand(), labels, npy, "--tensor", "query")).isZero();
        assertThat(run(new ConvertCommand(), npy, pth)).isZero();
        assertThat(out.toString()).contains("query.npy: int64[3]").contains("query.pth: int64[3]");
        try (TensorFile file = TensorFiles.open(pth)) {
            assertThat(file.soleTensor().dtype()).isEqualTo(DType.INT64);
            assertThat(file.soleTensor().toLongArray()).containsExactly(4, -2, 1);
        }
    }

    @Test
    void convertWidensWhatNumpyLacksAndSaysSo() throws IOException {
        Path bfloat16 = folder.resolve("b.pth");
        Path npy = folder.resolve("b.npy");
        PthWriter.write(bfloat16, Tensor.ofBytes(DType.BFLOAT16, new byte[] {(byte) 0x80, 0x3F, 0, 0x40}, 1, 2, 1));
        assertThat(run(new ConvertCommand(), bfloat16, npy)).isZero();
        assertThat(out.toString()).contains("bfloat16[1, 2, 1] written as float32");
        try (TensorFile file = TensorFiles.open(npy)) {
            assertThat(file.soleTensor().shape()).containsExactly(1, 2, 1);
            assertThat(file.soleTensor().toFloatArray()).containsExactly(1, 2);
        }
    }

    @Test
    void convertRefusesWithoutTouchingAnything() throws IOException {
        Path npy = folder.resolve("x.npy");
        NpyWriter.write(npy, Tensor.of(new float[] {1}, 1));
        byte[] before = Files.readAllBytes(npy);
        Path alias = Files.createSymbolicLink(folder.resolve("alias.npy"), npy);
        assertThat(run(new ConvertCommand(), npy, npy)).isEqualTo(2);
        assertThat(run(new ConvertCommand(), npy, alias)).isEqualTo(2);
        assertThat(run(new ConvertCommand(), labels, npy)).isEqualTo(2);
        assertThat(run(new ConvertCommand(), labels, npy, "--tensor", "nothing"))
                .isEqualTo(2);
        assertThat(run(new ConvertCommand(), npy, folder.resolve("x.txt"))).isEqualTo(2);
        assertThat(run(new ConvertCommand(), npy, folder.resolve("none/x.npy"))).isEqualTo(2);
        assertThat(err.toString())
                .contains("x.npy: is the input file")
                .contains("it holds 2 tensors, name one of: query, gallery")
                .contains("'nothing': no such entry; tensors here: query, gallery")
                .contains("must end in .pth, .pt, .npy or .safetensors")
                .contains("folder does not exist");
        assertThat(Files.readAllBytes(npy)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void convertWritesSafetensorsWithAllTensorsOrOne() throws IOException {
        Path all = folder.resolve("all.safetensors");
        assertThat(run(new ConvertCommand(), labels, all)).as(err.toString()).isZero();
        try (TensorFile file = TensorFiles.open(all)) {
            assertThat(file.tensors().keySet()).containsExactlyInAnyOrder("query", "gallery");
            assertThat(file.integers("query")).containsExactly(4, -2, 1);
        }
        Path one = folder.resolve("one.safetensors");
        assertThat(run(new ConvertCommand(), labels, one, "--tensor", "gallery"))
                .isZero();
        Path back = folder.resolve("features.npy");
        assertThat(run(new ConvertCommand(), one, back)).isZero();
        Path named = folder.resolve("named.safetensors");
        assertThat(run(new ConvertCommand(), back, named)).isZero();
        try (TensorFile file = TensorFiles.open(named)) {
            assertThat(file.tensors().keySet()).containsExactly("features");
            assertThat(file.soleTensor().toFloatArray()).containsExactly(1, Float.NaN, Float.POSITIVE_INFINITY, 4);
        }
    }
}
