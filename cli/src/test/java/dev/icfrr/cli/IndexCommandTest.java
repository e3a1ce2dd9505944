package dev.icfrr.cli;

import static dev.icfrr.cli.CommandLineRun.ok;
import static dev.icfrr.cli.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.distance.Centering;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.NpyWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexCheck;
import dev.icfrr.vision.index.IndexVote;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class IndexCommandTest {
    @TempDir
    Path folder;

    private String index() {
        return new BlobIndex(folder).path();
    }

    private void buildBlobs(String... more) {
        new BlobIndex(folder).build(more);
    }

    /** The list of ids begins with a byte order mark, and the first id has a decomposed accent, as on macOS. */
    @Test
    void findsATypedIdWithOtherAccents() throws IOException {
        StringBuilder ids = new StringBuilder("\ufeffcafe\u0301\n");
        for (int i = 1; i < 400; i++) {
            ids.append("item ").append(i).append('\n');
        }
        Path file = Files.writeString(folder.resolve("ids.txt"), ids);
        buildBlobs("--ids", file.toString());
        ok("search", "--index", index(), "--id", "caf\u00e9");
        assertThat(refused("search", "--index", index(), "--id", "caf\u00e8")).contains("there is no item");
    }

    @Test
    void anIndexHasTheNeighborsOfItsFeatures() throws IOException {
        buildBlobs("--vote", "flat", "--kg", "25");
        Path graph = folder.resolve("graph.knn");
        ok(
                "graph",
                "build",
                BlobIndex.BLOBS.resolve("gallery_features.npy").toString(),
                "--out",
                graph.toString(),
                "--kg",
                "25");
        KnnGraph expected = KnnGraph.open(graph);
        GalleryIndex built = GalleryIndex.open(Path.of(index()));
        for (int item = 0; item < 400; item++) {
            assertThat(built.graph().neighbors(item)).isEqualTo(expected.neighbors(item));
        }
        assertThat(ok("index", "verify", index()).out()).contains("400 items with 25 neighbors each", "are right");
        JsonNode info =
                BlobIndex.json(ok("index", "info", index(), "--format", "json").out());
        assertThat(info.path("gallery_items").asInt()).isEqualTo(400);
        assertThat(info.path("self").asString()).isEqualTo("first");
        assertThat(info.path("neighbors").asString()).isEqualTo("exact");
        assertThat(ok("index", "info", index()).out()).containsPattern("gallery items +400");
    }

    @Test
    void aFewItemsAreAddedBesideTheOthersUntilTheIndexIsCompacted() throws IOException {
        float[] features = new float[3 * 5000];
        Random random = new Random(17);
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextFloat();
        }
        Path all = folder.resolve("all.npy");
        NpyWriter.write(all, Tensor.of(features, 5000, 3));
        Path more = folder.resolve("more.npy");
        NpyWriter.write(more, Tensor.of(Arrays.copyOf(features, 6), 2, 3));
        ok("index", "build", "--features", all.toString(), "--out", index(), "--vote", "flat", "--kg", "9");
        assertThat(ok("index", "add", "--index", index(), "--features", more.toString())
                        .err())
                .contains("takes   little room", "generation 2, 5,002 items");
        String search = ok("search", "--index", index(), "--id", "5001", "--kq", "9", "--json")
                .out();
        assertThat(BlobIndex.json(
                                ok("index", "info", index(), "--format", "json").out())
                        .path("added_items")
                        .asInt())
                .isEqualTo(2);
        assertThat(ok("index", "compact", index()).err()).contains("generation 3, 5,002 items");
        assertThat(BlobIndex.json(
                                ok("index", "info", index(), "--format", "json").out())
                        .path("added_items")
                        .asInt())
                .isZero();
        assertThat(ok("search", "--index", index(), "--id", "5001", "--kq", "9", "--json")
                        .out())
                .isEqualTo(search.replaceAll("\"generation\" : 2", "\"generation\" : 3"));
        assertThat(ok("index", "compact", index()).err()).contains("nothing to change");
        IndexCheck.verify(Path.of(index()));
    }

    @Test
    void changesFromTheShellEqualARebuild() throws IOException {
        buildBlobs("--vote", "flat", "--kg", "9", "--self", "index");
        Path more = folder.resolve("more.npy");
        GalleryIndex before = GalleryIndex.open(Path.of(index()));
        float[] features = new float[2 * before.dimension()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (i * 37 % 11) / 40f;
        }
        NpyWriter.write(more, Tensor.of(features, 2, before.dimension()));
        assertThat(ok("index", "add", "--index", index(), "--features", more.toString())
                        .err())
                .contains("generation 2, 402 items");
        Path gone = Files.writeString(folder.resolve("gone.txt"), "17\n401\n");
        assertThat(ok("index", "remove", "--index", index(), "3", "--ids", gone.toString())
                        .err())
                .contains("generation 3, 399 items");
        GalleryIndex after = IndexCheck.verify(Path.of(index()));
        assertThat(after.find("17")).isEmpty();
        assertThat(after.id(398)).isEqualTo("400");
        KnnGraph rebuilt =
                new KnnGraphBuilder(9, SelfMatch.INDEX, Parallelism.allCores(), null).exact(after.features());
        for (int item = 0; item < after.size(); item++) {
            assertThat(after.graph().neighbors(item)).isEqualTo(rebuilt.neighbors(item));
        }
        // A number that was given once is not given again.
        ok("index", "add", "--index", index(), "--features", more.toString());
        assertThat(GalleryIndex.open(Path.of(index())).id(400)).isEqualTo("403");
    }

    private Path images() throws IOException {
        Path root = Files.createDirectories(folder.resolve("my images"));
        for (String name : List.of("circles", "squares")) {
            Path of = Files.createDirectories(root.resolve(name));
            for (int i = 0; i < 6; i++) {
                BufferedImage image = new BufferedImage(300, 240, BufferedImage.TYPE_INT_RGB);
                Graphics2D g = image.createGraphics();
                g.setColor(Color.WHITE);
                g.setStroke(new BasicStroke(6));
                if (name.equals("circles")) {
                    g.drawOval(40 + 5 * i, 30, 150 + 7 * i, 150 + 3 * i);
                } else {
                    g.drawRect(40 + 5 * i, 30, 150 + 7 * i, 150 + 3 * i);
                }
                g.dispose();
                Images.writePng(image, of.resolve("größe " + i + ".png"));
            }
        }
        return root;
    }

    @Test
    void picturesBecomeAnIndexThatAnswersForAPicture() throws IOException {
        Path root = images();
        Files.writeString(root.resolve("notes.txt"), "no image");
        CommandLineRun run = ok(
                "index",
                "build",
                "--vote",
                "flat",
                "--images",
                root.toString(),
                "--out",
                index(),
                "--kg",
                "4",
                "--labels",
                "folders");
        assertThat(run.err()).contains("12 images", "described by hog", "12 items");
        GalleryIndex built = IndexCheck.verify(Path.of(index()));
        assertThat(built.id(0)).isEqualTo("circles/größe 0.png");
        assertThat(built.labelName(11)).hasValue("squares");
        BufferedImage thumbnail =
                ImageIO.read(new ByteArrayInputStream(built.thumbnail(0).orElseThrow()));
        assertThat(Math.max(thumbnail.getWidth(), thumbnail.getHeight())).isEqualTo(200);

        String asked = root.resolve("squares/größe 2.png").toString();
        CommandLineRun table = ok("search", "--index", index(), "--image", asked, "-k", "12", "--kq", "3");
        assertThat(table.out().lines().toList()).hasSize(13);
        assertThat(table.out().lines().skip(1).limit(3)).allMatch(line -> line.contains("squares/größe"));
        // It was its own nearest before the neighbors voted.
        assertThat(table.out().lines().filter(line -> line.contains("squares/größe 2.png")))
                .singleElement()
                .asString()
                .containsPattern("^ +\\d+ +1 ");
        JsonNode answer = BlobIndex.json(
                ok("search", "--index", index(), "--id", "squares/größe 2.png", "-k", "5", "--kq", "3", "--json")
                        .out());
        assertThat(answer.path("results").size()).isEqualTo(5);
        assertThat(answer.path("before").get(0).path("distance").asDouble()).isZero();
        assertThat(answer.path("results").get(0).path("label_name").asString()).isEqualTo("squares");
        assertThat(answer.path("parameters").path("KG").asInt()).isEqualTo(4);

        // The same image is not taken in twice unless asked, a broken one is named.
        Path again = Files.copy(root.resolve("circles/größe 1.png"), folder.resolve("again.png"));
        Path broken = Files.write(folder.resolve("broken.png"), new byte[] {1, 2, 3});
        assertThat(ok("index", "add", "--index", index(), "--images", again.toString())
                        .err())
                .contains("the same image as 'circles/größe 1.png'", "nothing to change");
        assertThat(refused("index", "add", "--index", index(), "--images", broken.toString()))
                .contains("broken.png", "not a JPEG", "--skip-broken");
        assertThat(ok(
                                "index",
                                "add",
                                "--index",
                                index(),
                                "--images",
                                broken.toString(),
                                again.toString(),
                                "--skip-broken",
                                "--allow-duplicates")
                        .err())
                .contains("left out", "broken.png", "adds    1 of 2 images", "13 items");
        assertThat(IndexCheck.verify(Path.of(index())).id(12)).isEqualTo("again.png");
        assertThat(refused("index", "add", "--index", index(), "--images", again.toString(), "--allow-duplicates"))
                .contains("an item 'again.png' already");
    }

    @Test
    void theSketchModelDescribesImagesAndQueries() throws IOException {
        Path root = images();
        assertThat(ok("index", "build", "--images", root.toString(), "--out", index(), "--kg", "4", "--model", "sketch")
                        .err())
                .contains("described by sketch (SHA-256 ", "12 items");
        assertThat(ok("index", "info", index()).out()).containsPattern("sketch \\(SHA-256 ");
        String asked = root.resolve("squares/größe 2.png").toString();
        JsonNode answer =
                BlobIndex.json(ok("search", "--index", index(), "--image", asked, "-k", "3", "--kq", "3", "--json")
                        .out());
        assertThat(answer.path("before").get(0).path("id").asString()).isEqualTo("squares/größe 2.png");
        assertThat(refused("index", "build", "--images", root.toString(), "--out", index(), "--model", "none"))
                .contains("'hog', 'sketch' or an ONNX file");
    }

    @Test
    void byDefaultAnIndexVotesAtScalesOnScaledLists() throws IOException {
        buildBlobs();
        GalleryIndex built = IndexCheck.verify(Path.of(index()));
        IndexVote vote = built.manifest().vote().orElseThrow();
        assertThat(vote.k()).isGreaterThanOrEqualTo(32);
        assertThat(built.manifest().kg()).isEqualTo(2 * vote.k());
        JsonNode info =
                BlobIndex.json(ok("index", "info", index(), "--format", "json").out());
        assertThat(info.path("vote").asString()).isEqualTo("multiscale");
        assertThat(info.path("K").asInt()).isEqualTo(vote.k());
        assertThat(info.path("weights").size()).isEqualTo(vote.weights().size());
        assertThat(info.path("lists").asString()).isEqualTo("scaled");
        assertThat(info.path("center").asString()).isEqualTo("none");

        JsonNode answer = search();
        JsonNode parameters = answer.path("parameters");
        assertThat(parameters.path("vote").asString()).isEqualTo("multiscale");
        assertThat(parameters.path("K").asInt()).isEqualTo(vote.k());
        assertThat(parameters.path("lists").asString()).isEqualTo("scaled");
        float[] query = new float[built.dimension()];
        TensorFiles.map(BlobIndex.BLOBS.resolve("query_features.npy"))
                .asMatrix()
                .copyRow(3, query);
        double[] distances = new double[built.size()];
        built.scan(Parallelism.allCores()).distances(query, distances);
        int[] expected = built.rerankSetup().reranker().rerank(distances, 20).toArray();
        for (int rank = 0; rank < expected.length; rank++) {
            assertThat(answer.path("results").get(rank).path("item").asInt()).isEqualTo(expected[rank]);
        }
        assertThat(search("--k", "8").path("parameters").path("weights").toString())
                .isEqualTo("[1,1]");
        assertThat(search("--lists", "plain", "--k", "16", "--beta-scale", "spread")
                        .path("parameters")
                        .path("beta_scale")
                        .asString())
                .isEqualTo("spread");
        assertThat(search("--vote", "flat").path("parameters").path("update").asString())
                .isEqualTo("reference");
        assertThat(search("--kg", "12", "--kq", "9")
                        .path("parameters")
                        .path("vote")
                        .asString())
                .isEqualTo("flat");
        assertThat(refused("search", "--index", index(), "--id", "1", "--k", "400"))
                .contains("K 256 is more than", "build the index with --k 256");
    }

    private JsonNode search(String... more) {
        return new BlobIndex(folder).search(more);
    }

    @Test
    void sampleQueriesCenterTheQueriesOfAnIndex() throws IOException {
        buildBlobs("--center", "domains", "--k", "8");
        String vectors = BlobIndex.BLOBS.resolve("query_features.npy").toString();
        JsonNode before = search();
        assertThat(ok("index", "queries", "--index", index(), vectors).err())
                .contains("generation 2", "sample queries");
        GalleryIndex banked = IndexCheck.verify(Path.of(index()));
        Matrix queries =
                TensorFiles.map(BlobIndex.BLOBS.resolve("query_features.npy")).asMatrix();
        assertThat(banked.queryBank().orElseThrow().mean()).isEqualTo(Centering.mean(queries));
        JsonNode info =
                BlobIndex.json(ok("index", "info", index(), "--format", "json").out());
        assertThat(info.path("center").asString()).isEqualTo("domains");
        assertThat(info.path("query_bank").asInt()).isEqualTo(queries.rows());
        JsonNode after = search();
        assertThat(after.path("before")).isNotEqualTo(before.path("before"));
        // The item itself needs no centering: its feature is in the index.
        JsonNode own = BlobIndex.json(
                ok("search", "--index", index(), "--id", "7", "--json").out());
        assertThat(own.path("before").get(0).path("distance").asDouble()).isZero();
        assertThat(ok("index", "queries", index(), "--clear").err()).contains("gallery's mean");
        assertThat(search().path("before")).isEqualTo(before.path("before"));
    }

    @Test
    void sampleQueriesCanBeImages() throws IOException {
        Path root = images();
        ok("index", "build", "--images", root.toString(), "--out", index(), "--center", "domains");
        Path one = root.resolve("circles/größe 1.png");
        ok(
                "index",
                "queries",
                "--index",
                index(),
                one.toString(),
                root.resolve("squares").toString());
        assertThat(IndexCheck.verify(Path.of(index())).queryBank().orElseThrow().queries())
                .isEqualTo(7);
        assertThat(ok("search", "--index", index(), "--image", one.toString()).out())
                .contains("circles");
    }

    @Test
    void anApproximateIndexIsAskedThroughItsClusters() {
        buildBlobs("--kg", "10", "--approximate", "--recall", "0.9", "--seed", "1");
        assertThat(ok("index", "info", index()).out()).contains("clusters", "approximate, recall");
        JsonNode answer =
                BlobIndex.json(ok("search", "--index", index(), "--id", "7", "-k", "2", "--candidates", "50", "--json")
                        .out());
        assertThat(answer.path("before").get(0).path("id").asString()).isEqualTo("7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "search --id 1                          | --index DIR",
                "search --index INDEX                   | --image, --vector or --id",
                "search --index INDEX --id nobody       | there is no item 'nobody'",
                "search --index INDEX --id 1 -k 0       | -k must be at least 1",
                "search --index INDEX --id 1 --kg 50    | fewer than the KG 50",
                "search --index INDEX --id 1 --kq 0     | KQ must be at least 1",
                "search --index INDEX --id 1 --row 2    | --row works only with --vector",
                "search --index INDEX --id 1 --update accumulating | --self first",
                "search --index INDEX --image nowhere.png | has no model, so images cannot be encoded",
                "search --index INDEX --vector VECTORS --row 999 | no row 999",
                "search --index NOWHERE --id 1          | no such index",
                "explain --index INDEX --id 1 --item no | there is no item 'no'",
                "explain --item 3                       | --query N",
                "explain --index INDEX --id 1 --item 3 --center domains | works only with --query",
                "explain --index INDEX --id 1 --item 3 --iteration 9 | from 0 to 5",
                "explain --index INDEX --id 1 --item 3 --candidates 2 --voters 1 | none of the 2 ranked",
                "index remove --index INDEX             | no item is named",
                "index remove --index INDEX 1 nobody    | there is no item 'nobody'",
                "index add --index INDEX --features VECTORS --ids NOWHERE | no such file",
                "index add --index INDEX --images NOWHERE | NOWHERE",
                "index build --features VECTORS --out INDEX | --replace",
                "index build --features VECTORS --out FOREIGN | no part of an index",
                "index build --features VECTORS --out NEW --kg 0 | --kg must be at least 1",
                "index build --features VECTORS --out NEW --recall 0.5 | work only with --approximate",
                "index build --features VECTORS --out NEW --pool cls | ONNX --model",
                "index build --features VECTORS --out NEW --self first | --self first belongs to --vote flat",
                "index build --features VECTORS --out NEW --vote flat --k 8 | belong to --vote multiscale",
                "index build --features VECTORS --out NEW --vote flat --lists scaled | belong to --vote multiscale",
                "index build --features VECTORS --out NEW --k some | auto or a whole number",
                "search --index INDEX --id 1 --vote multiscale | built for flat votes, with --self first",
                "search --index INDEX --id 1 --vote flat --k 8 | belong to --vote multiscale",
                "search --index INDEX --id 1 --vote multiscale --kq 8 | Use --k",
                "index queries INDEX | no sample queries are named",
                "index queries INDEX VECTORS --clear | Use one of them",
                "index queries INDEX VECTORS | --center domains",
                "index queries INDEX NOWHERE | no such file or folder",
                "index build --images NOWHERE --out NEW | no such folder",
                "index verify NOWHERE                   | no such index",
                "index                                  | no command is named"
            })
    void refusesWithAReason(String line, String reason) throws IOException {
        buildBlobs("--vote", "flat", "--kg", "12");
        Path foreign = Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("letter.txt"), "mine");
        String[] arguments = line.strip().split(" ", -1);
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = switch (arguments[i]) {
                case "INDEX" -> index();
                case "VECTORS" -> BlobIndex.BLOBS.resolve("query_features.npy").toString();
                case "FOREIGN" -> foreign.toString();
                case "NEW" -> folder.resolve("new").toString();
                default -> arguments[i];
            };
        }
        assertThat(refused(arguments)).contains(reason);
        assertThat(Files.exists(folder.resolve("new"))).isFalse();
        assertThat(GalleryIndex.open(Path.of(index())).generation()).isEqualTo(1);
    }
}
