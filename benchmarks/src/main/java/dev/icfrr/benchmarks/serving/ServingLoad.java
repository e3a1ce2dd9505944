package dev.icfrr.benchmarks.serving;

import dev.icfrr.benchmarks.synthetic.RandomFeatures;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.server.IcfrrServer;
import dev.icfrr.server.ServerSettings;
import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.server.http.Limits;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexBuilder;
import dev.icfrr.vision.index.IndexSettings;
import dev.icfrr.vision.index.IndexSettings.Approximation;
import dev.icfrr.vision.index.ItemSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Sends re-ranked searches by vector to a server on this machine, and prints response times and the responses per
 * second. Server and clients share the machine's processors. Every stage has a fixed duration.
 *
 * <p>{@code ServingLoad FOLDER [gallery=28000] [dimensions=256] [kg=256] [kq=250] [iterations=5] [seconds=8]
 * [clients=1,8,64] [approximate=false] [stages=load,overload,changes]}. The index is built in the folder and reused.
 */
public final class ServingLoad {
    private static final Pattern COMMA = Pattern.compile(",");
    private static final int QUERIES = 200;
    /** With a shorter warm-up, compilation continues during the first stage. */
    private static final int WARM_UP_SECONDS = 12;

    private static final int[] WARM_UP_CLIENTS = {8, 1};
    private static final int MOST_SECONDS = 30;
    private static final int MOST_CLIENTS = 512;
    private static final int ITEMS_PER_MODE = 200;

    private final Map<String, String> options;

    private ServingLoad(Map<String, String> options) {
        this.options = options;
    }

    /** Builds the index if it is missing, starts a server on a free port and runs the stages. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>(Map.of(
                "gallery", "28000",
                "dimensions", "256",
                "kg", "256",
                "kq", "250",
                "iterations", "5",
                "seconds", "8",
                "clients", "1,8,64",
                "approximate", "false",
                "candidates", "",
                "stages", "load,overload,changes"));
        for (String argument : Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length)) {
            int end = argument.indexOf('=');
            if (end < 0 || !options.containsKey(argument.substring(0, end))) {
                throw new IllegalArgumentException("unknown option: " + argument);
            }
            options.put(argument.substring(0, end), argument.substring(end + 1));
        }
        if (arguments.length == 0) {
            throw new IllegalArgumentException("name a folder for the index");
        }
        new ServingLoad(options).run(Path.of(arguments[0]));
    }

    private int number(String name) {
        return Integer.parseInt(options.getOrDefault(name, ""));
    }

    private List<String> list(String name) {
        return COMMA.splitAsStream(options.getOrDefault(name, "")).toList();
    }

    private void run(Path folder) throws Exception {
        int seconds = Math.clamp(number("seconds"), 1, MOST_SECONDS);
        GalleryIndex index = index(folder);
        byte[][] requests = requests();
        List<String> stages = list("stages");
        System.out.printf(
                Locale.ROOT,
                "%,d items, %d dimensions, KG %d, KQ %d, %d iterations; Java %s, %d processors%n",
                index.size(),
                index.dimension(),
                number("kg"),
                number("kq"),
                number("iterations"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        System.out.println("stage     clients   p50 ms   p99 ms  max ms  answers/s    429  other  heap MB");
        if (stages.contains("load") || stages.contains("changes")) {
            ServerSettings open = ServerSettings.local(0).withChanges(new ChangeAccess.Everybody());
            try (IcfrrServer server = IcfrrServer.start(index, open)) {
                warmUp(server, requests);
                if (stages.contains("load")) {
                    for (String clients : list("clients")) {
                        int count = Math.clamp(Integer.parseInt(clients), 1, MOST_CLIENTS);
                        print(new LoadStage("load", server.port(), requests, count, seconds).run());
                    }
                }
                if (stages.contains("changes")) {
                    LoadStage reads = new LoadStage("changes", server.port(), requests, 4, seconds);
                    GalleryChanges changes = new GalleryChanges(server.port(), number("dimensions"));
                    Thread changing = Thread.ofPlatform().start(changes);
                    print(reads.run());
                    changes.stop();
                    changing.join();
                    System.out.println("          " + changes.report());
                }
            }
        }
        if (stages.contains("overload")) {
            Limits limits = Limits.standard().withQueue(Runtime.getRuntime().availableProcessors(), 8);
            ServerSettings settings = ServerSettings.local(0).withLimits(limits);
            try (IcfrrServer server = IcfrrServer.start(index, settings)) {
                warmUp(server, requests);
                for (int round = 0; round < 3; round++) {
                    print(new LoadStage("overload", server.port(), requests, 128, seconds).run());
                }
            }
        }
    }

    private static void warmUp(IcfrrServer server, byte[][] requests) throws InterruptedException {
        for (int clients : WARM_UP_CLIENTS) {
            new LoadStage("warm up", server.port(), requests, clients, WARM_UP_SECONDS).run();
        }
    }

    private static void print(LoadStage.Result result) {
        System.out.println(result);
    }

    private GalleryIndex index(Path folder) throws IOException {
        if (Files.exists(folder.resolve("CURRENT"))) {
            return GalleryIndex.open(folder);
        }
        boolean approximate = Boolean.parseBoolean(options.get("approximate"));
        Matrix features = features(number("gallery"), number("dimensions"), 1);
        IndexSettings exact = IndexSettings.flat(number("kg"), SelfMatch.FIRST, Optional.empty());
        IndexSettings settings = approximate ? exact.withApproximation(new Approximation(0.9, 1)) : exact;
        long start = System.nanoTime();
        try (IndexBuilder builder = IndexBuilder.start(folder, settings, false)) {
            GalleryIndex index = builder.build(ItemSource.of(features, Integer::toString, item -> -1L));
            System.out.printf(Locale.ROOT, "built the index in %.1f s%n", (System.nanoTime() - start) / 1e9);
            return index;
        }
    }

    /** Returns unit vectors, {@link #ITEMS_PER_MODE} around each center. */
    static Matrix features(int rows, int columns, long seed) {
        int modes = Math.max(1, rows / ITEMS_PER_MODE);
        float[] values = new float[Math.multiplyExact(rows, columns)];
        new Parallelism(Runtime.getRuntime().availableProcessors()).forEachRow(rows, () -> row -> {
            float[] one = vector(row % modes, seed + row, columns);
            System.arraycopy(one, 0, values, row * columns, columns);
        });
        return Matrix.of(rows, columns, values);
    }

    private static float[] vector(int mode, long seed, int columns) {
        float[] center = RandomFeatures.gaussian(columns, mode);
        float[] noise = RandomFeatures.gaussian(columns, -1 - seed);
        double squares = 0;
        for (int k = 0; k < columns; k++) {
            center[k] += 0.8f * noise[k];
            squares += (double) center[k] * center[k];
        }
        for (int k = 0; k < columns; k++) {
            center[k] /= (float) Math.sqrt(squares);
        }
        return center;
    }

    private byte[][] requests() {
        byte[][] requests = new byte[QUERIES][];
        int modes = Math.max(1, number("gallery") / ITEMS_PER_MODE);
        String candidates = options.getOrDefault("candidates", "");
        for (int i = 0; i < QUERIES; i++) {
            float[] query = vector(i * 7919 % modes, 1_000_000_007L + i, number("dimensions"));
            requests[i] = LoadClient.request(
                    "POST",
                    "/v1/search",
                    String.format(
                            Locale.ROOT,
                            "{\"vector\":%s,\"k\":20,\"kg\":%d,\"kq\":%d,\"iterations\":%d%s}",
                            Arrays.toString(query),
                            number("kg"),
                            number("kq"),
                            number("iterations"),
                            candidates.isEmpty() ? "" : ",\"candidates\":" + candidates));
        }
        return requests;
    }
}
