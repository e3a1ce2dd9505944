package dev.icfrr.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.IcfrrParameters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a cluster of a master and two workers, one of which is killed during the job, results equal those of one machine.
 */
class ClusterIT {
    private static final long SEED = 3;
    private static final int KG = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** The folder of the module, where Maven starts tests and the scripts are. */
    private static final Path SCRIPTS = Path.of("").toAbsolutePath();

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private String master = "";

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        assertThat(cluster(port, "start")).isZero();
        master = "spark://127.0.0.1:" + port;
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(cluster(0, "stop")).isZero();
    }

    private int cluster(int port, String what) throws Exception {
        ProcessBuilder script = new ProcessBuilder(SCRIPTS.resolve("cluster").toString(), what);
        script.environment().put("ICFRR_CLUSTER_DIR", folder.resolve("cluster").toString());
        script.environment().put("ICFRR_CLUSTER_PORT", Integer.toString(port));
        script.redirectErrorStream(true)
                .redirectOutput(folder.resolve(what + ".log").toFile());
        Process process = script.start();
        assertThat(process.waitFor(PATIENCE)).isTrue();
        return process.exitValue();
    }

    @Test
    void listsSurviveTheLossOfAWorker() throws Exception {
        Matrix features = gallery(6_000, 64);
        // Of 91 meetings of blocks, a fifth are done; the others and all merging remain.
        runAndKill(
                ": 19 of 91 tasks",
                "knn",
                folder.resolve("gallery.npy"),
                "--out",
                folder.resolve("graph"),
                "--kg",
                KG,
                "--block-rows",
                480);
        KnnGraph one = graph(features);
        int[][] lists = Graphs.read(folder.resolve("graph"));
        assertThat(lists).hasNumberOfRows(one.size());
        for (int item = 0; item < one.size(); item++) {
            assertThat(lists[item]).as("item %d, seed %d", item, SEED).isEqualTo(one.neighbors(item));
        }
    }

    @Test
    void approximateListsInTwoPassesSurviveTheLossOfAWorker() throws Exception {
        gallery(6_000, 16);
        List<Object> options = List.of(
                "--kg",
                KG,
                "--approximate",
                "--cells",
                80,
                "--probes",
                8,
                "--max-cell-rows",
                600,
                "--block-rows",
                480,
                "--partitions",
                12);
        List<Object> words =
                new ArrayList<>(List.of("knn", folder.resolve("gallery.npy"), "--out", folder.resolve("graph")));
        words.addAll(options);
        // The cells of all items are known, and the executors hold them.
        runAndKill("an item goes to", words.toArray());
        words.set(3, folder.resolve("local"));
        Shell local = Shell.run(words.toArray());
        assertThat(local.code()).as(local.err()).isZero();
        assertThat(Graphs.read(folder.resolve("graph")))
                .as("seed %d", SEED)
                .isDeepEqualTo(Graphs.read(folder.resolve("local")));
    }

    @Test
    void rankingsSurviveTheLossOfAWorker() throws Exception {
        Matrix gallery = gallery(3_000, 16);
        Matrix queries = Inputs.withDuplicates(100, 16, random);
        Inputs.npy(folder.resolve("queries.npy"), queries);
        Shell lists = Shell.run("knn", folder.resolve("gallery.npy"), "--out", folder.resolve("graph"), "--kg", KG);
        assertThat(lists.code()).as(lists.err()).isZero();
        // Queries have received their first lists, which the executors hold, and request more.
        runAndKill(
                "round 2:",
                "rerank",
                "--graph",
                folder.resolve("graph"),
                "--queries",
                folder.resolve("queries.npy"),
                "--gallery",
                folder.resolve("gallery.npy"),
                "--window",
                "all",
                "--kq",
                30,
                "--ranks",
                "all",
                "--partitions",
                4,
                "--out",
                folder.resolve("ranked"));
        int[][][] expected = new int[queries.rows()][6][];
        new Icfrr(graph(gallery), IcfrrParameters.DEFAULTS.withKq(30))
                .rerankAll(
                        DistanceSource.between(queries, gallery),
                        (query, iteration, order) -> expected[query][iteration] = order.clone(),
                        Parallelism.allCores());
        int[][][] orders = Graphs.rankings(folder.resolve("ranked"), queries.rows(), 6);
        for (int query = 0; query < queries.rows(); query++) {
            assertThat(orders[query]).as("query %d, seed %d", query, SEED).isDeepEqualTo(expected[query]);
        }
    }

    private Matrix gallery(int size, int columns) throws IOException {
        Matrix features = Inputs.withDuplicates(size, columns, random);
        Inputs.npy(folder.resolve("gallery.npy"), features);
        return features;
    }

    private static KnnGraph graph(Matrix features) {
        return new KnnGraphBuilder(KG, SelfMatch.FIRST, Parallelism.allCores(), null).exact(features);
    }

    /** Runs a job on the cluster, and kills a worker and its executor when the job prints a text. */
    private void runAndKill(String printed, Object... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                SCRIPTS.resolve("icfrr-spark").toString(),
                "--master",
                master,
                "--conf",
                "spark.shuffle.io.retryWait=1s"));
        for (Object word : words) {
            command.add(word.toString());
        }
        Path log = folder.resolve("job.log");
        ProcessBuilder script = new ProcessBuilder(command);
        script.environment().put("ICFRR_SPARK_MEMORY", "1g");
        Process job =
                script.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        waitFor(log, printed, job);
        kill("worker-1");
        assertThat(job.waitFor(PATIENCE)).as(Files.readString(log)).isTrue();
        assertThat(job.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log)).contains("was lost; its tasks are rescheduled");
        assertThat(Files.readString(folder.resolve("cluster/master.log"))).contains("Removing worker");
    }

    private void kill(String worker) throws IOException {
        long pid = Long.parseLong(
                Files.readString(folder.resolve("cluster/" + worker + ".pid")).strip());
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> executors = process.children().toList();
        process.destroyForcibly();
        executors.forEach(ProcessHandle::destroyForcibly);
        assertThat(executors).as("executors of the worker that is killed").isNotEmpty();
    }

    private static void waitFor(Path log, String text, Process job) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains(text)) {
            assertThat(job.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
