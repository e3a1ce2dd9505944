package dev.icfrr.server.http;

import java.time.Duration;

/**
 * What a server takes at most.
 *
 * @param bodyBytes of one request's body, at least 1,024
 * @param bodyBytesInAll of the bodies of all requests in flight
 * @param pixels of a picture, by its header, before it is decoded
 * @param results in one answer ({@code k}, {@code top_n})
 * @param documents in one re-rank request, and candidates of one search
 * @param iterations of one search
 * @param itemsPerChange added or removed by one request
 * @param workers searches that run at once
 * @param waiting requests that may be in flight beside those that run; more are answered 429
 * @param queueTime how long a request may wait for a worker before it is answered 429
 * @param answerTime how long a request may take in all before it is answered 503
 * @param idleTime how long a connection may say nothing
 * @param stopTime how long a stopping server waits for what runs
 */
public record Limits(
        int bodyBytes,
        long bodyBytesInAll,
        long pixels,
        int results,
        int documents,
        int iterations,
        int itemsPerChange,
        int workers,
        int waiting,
        Duration queueTime,
        Duration answerTime,
        Duration idleTime,
        Duration stopTime) {

    /** Checks the values. */
    public Limits {
        atLeast("bytes of a body", bodyBytes, 1024);
        atLeast("bytes of all bodies", bodyBytesInAll, bodyBytes);
        atLeast("pixels", pixels, 1);
        atLeast("results", results, 1);
        atLeast("documents", documents, 1);
        atLeast("iterations", iterations, 1);
        atLeast("items per change", itemsPerChange, 1);
        atLeast("workers", workers, 1);
        atLeast("waiting requests", waiting, 0);
    }

    private static void atLeast(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(what + ": at least " + least + ", not " + value);
        }
    }

    /** A worker per processor, 8 MiB a request, 16 million pixels a picture. */
    public static Limits standard() {
        return new Limits(
                8 << 20,
                96L << 20,
                16_000_000,
                1000,
                10_000,
                50,
                1000,
                Runtime.getRuntime().availableProcessors(),
                128,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10));
    }

    /** The same with another queue. */
    public Limits withQueue(int newWorkers, int newWaiting) {
        return new Limits(
                bodyBytes,
                bodyBytesInAll,
                pixels,
                results,
                documents,
                iterations,
                itemsPerChange,
                newWorkers,
                newWaiting,
                queueTime,
                answerTime,
                idleTime,
                stopTime);
    }
}
