package dev.icfrr.server.http;

import java.time.Duration;

/**
 * The limits of a server.
 *
 * @param bodyBytes the size of one request's body, at least 1,024
 * @param bodyBytesInAll the size of the bodies of all requests in flight
 * @param bytesPerSecond the least average rate at which a body arrives, after the grace period
 * @param uploadGrace the time for which a body may arrive at any rate
 * @param pixels the size of an image, read from its header before it is decoded
 * @param results the number of results of a search ({@code k})
 * @param documents the number of documents of a re-rank request, and of candidates of a search
 * @param iterations the number of iterations of a search
 * @param itemsPerChange the number of items that one request adds or removes
 * @param workers the number of searches that run at once
 * @param waiting the number of requests in flight beside those that run; more are answered 429
 * @param queueTime how long a request may wait for a worker before it is answered 429
 * @param answerTime how long a request may run before it is answered 503
 * @param idleTime how long a connection may be idle
 * @param stopTime how long a stopping server waits for running requests
 */
public record Limits(
        int bodyBytes,
        long bodyBytesInAll,
        int bytesPerSecond,
        Duration uploadGrace,
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
        atLeast("bytes per second", bytesPerSecond, 1);
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
            throw new IllegalArgumentException(what + " must be at least " + least + ", not " + value);
        }
    }

    /** Returns the standard limits: a worker per processor, 8 MiB per request, 16 million pixels per image. */
    public static Limits standard() {
        return new Limits(
                8 << 20,
                96L << 20,
                8 << 10,
                Duration.ofSeconds(5),
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

    /** Returns these limits with others for the bodies of requests. */
    public Limits withBodies(int newBytes, long newBytesInAll, int newBytesPerSecond, Duration newGrace) {
        return new Limits(
                newBytes,
                newBytesInAll,
                newBytesPerSecond,
                newGrace,
                pixels,
                results,
                documents,
                iterations,
                itemsPerChange,
                workers,
                waiting,
                queueTime,
                answerTime,
                idleTime,
                stopTime);
    }

    /** Returns these limits with another queue. */
    public Limits withQueue(int newWorkers, int newWaiting) {
        return new Limits(
                bodyBytes,
                bodyBytesInAll,
                bytesPerSecond,
                uploadGrace,
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
