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
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexCheck;
import dev.icfrr.vision.index.IndexVote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Indexes of features. */
class IndexCommandTest extends IndexCommandFixture {
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
    void anApproximateIndexIsAskedThroughItsClusters() {
        buildBlobs("--kg", "10", "--approximate", "--recall", "0.9", "--seed", "1");
        assertThat(ok("index", "info", index()).out()).contains("clusters", "approximate, recall");
        JsonNode answer =
                BlobIndex.json(ok("search", "--index", index(), "--id", "7", "-k", "2", "--candidates", "50", "--json")
                        .out());
        assertThat(answer.path("before").get(0).path("id").asString()).isEqualTo("7");
    }
}
