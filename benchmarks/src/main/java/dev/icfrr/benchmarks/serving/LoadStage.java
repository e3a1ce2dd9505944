package dev.icfrr.benchmarks.serving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** Several clients that send one request after the other for a fixed time. */
final class LoadStage {
    private final String name;
    private final int port;
    private final byte[][] requests;
    private final int clients;
    private final int seconds;
    private final AtomicLong busy = new AtomicLong();
    private final AtomicLong others = new AtomicLong();

    LoadStage(String name, int port, byte[][] requests, int clients, int seconds) {
        this.name = name;
        this.port = port;
        this.requests = requests;
        this.clients = clients;
        this.seconds = seconds;
    }

    /**
     * The result.
     *
     * @param nanos times of the responses with status 200, ascending
     * @param heapBytes heap in use after the stage and a garbage collection
     */
    @SuppressWarnings("ArrayRecordComponent") // printed, never compared
    record Result(String name, int clients, long[] nanos, double seconds, long busy, long others, long heapBytes) {
        private double quantile(double share) {
            return nanos.length == 0 ? Double.NaN : nanos[(int) Math.min(nanos.length - 1, share * nanos.length)] / 1e6;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-9s %7d  %7.2f  %7.2f  %6.1f  %9.1f  %5d  %5d  %7.1f",
                    name,
                    clients,
                    quantile(0.5),
                    quantile(0.99),
                    quantile(1),
                    nanos.length / seconds,
                    busy,
                    others,
                    heapBytes / 1e6);
        }
    }

    Result run() throws InterruptedException {
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        List<long[]> times = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            int number = client;
            threads.add(Thread.ofPlatform().start(() -> {
                long[] own = ask(number, end);
                synchronized (times) {
                    times.add(own);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double took = (System.nanoTime() - start) / 1e9;
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new Result(
                name,
                clients,
                times.stream().flatMapToLong(LongStream::of).sorted().toArray(),
                took,
                busy.get(),
                others.get(),
                runtime.totalMemory() - runtime.freeMemory());
    }

    private long[] ask(int client, long end) {
        long[] nanos = new long[1024];
        int count = 0;
        try (LoadClient connection = new LoadClient(port)) {
            for (int i = client * 17; System.nanoTime() < end; i++) {
                long start = System.nanoTime();
                int status = connection.ask(requests[i % requests.length]);
                switch (status) {
                    case 200 -> {
                        if (count == nanos.length) {
                            nanos = Arrays.copyOf(nanos, 2 * count);
                        }
                        nanos[count++] = System.nanoTime() - start;
                    }
                    case 429 -> {
                        busy.incrementAndGet();
                        // Waits much less than Retry-After demands, but avoids a busy loop of refusals.
                        Thread.sleep(5);
                    }
                    default -> others.incrementAndGet();
                }
            }
        } catch (IOException e) {
            others.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Arrays.copyOf(nanos, count);
    }
}
