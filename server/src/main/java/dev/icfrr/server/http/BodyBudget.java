package dev.icfrr.server.http;

import dev.icfrr.text.PrintableText;
import io.javalin.http.Context;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads request bodies within limits: one for each body, one for the bodies of one client, one for all bodies in
 * memory. Memory is reserved as bytes arrive, so a client that announces a long body and sends little holds little.
 */
public final class BodyBudget {
    private static final int FIRST = 1 << 13;
    /** The part of each body that counts as small, so that a client's large bodies do not block its small ones. */
    private static final int SMALL = 1 << 16;

    private static final int TOO_LARGE = 413;
    /** How many times the limit is read and forgotten of a body that is too large. */
    private static final int DISCARDED_LIMITS = 4;

    private static final Duration DISCARDING = Duration.ofSeconds(2);
    private static final String IDENTITY = "identity";
    private static final double NANOS_PER_SECOND = 1e9;

    private final int longest;
    private final long most;
    private final Duration longestTime;
    private final int bytesPerSecond;
    private final Duration grace;
    private final Map<String, Held> clients = new HashMap<>();
    private long inAll;
    private int arriving;

    /** Creates a budget for bodies within the limits. */
    public BodyBudget(Limits limits) {
        longest = limits.bodyBytes();
        most = limits.bodyBytesInAll();
        longestTime = limits.answerTime();
        bytesPerSecond = limits.bytesPerSecond();
        grace = limits.uploadGrace();
    }

    /** The bytes that the bodies of one client hold. */
    private static final class Held {
        private long small;
        private long large;
    }

    /** The memory of one request's body. Closing it gives the memory back. */
    public final class Lease implements AutoCloseable {
        private final String client;
        private int held;

        private Lease(String client) {
            this.client = client;
        }

        /**
         * Reads the whole body.
         *
         * @throws Problem 413 if it is longer than the limit, 429 if the bodies of this client or of all clients
         *     together are, 408 if it arrives too slowly
         */
        public byte[] read(Context context) throws IOException {
            arrives(1);
            InputStream in = context.req().getInputStream();
            long declared = context.req().getContentLengthLong();
            try {
                String encoding = Objects.requireNonNullElse(context.header("Content-Encoding"), IDENTITY);
                return switch (encoding.toLowerCase(Locale.ROOT)) {
                    case IDENTITY -> bytes(in, declared);
                    case "gzip", "x-gzip" -> decompressed(in, declared);
                    default ->
                        throw Problem.unsupported(
                                "the body must be plain or compressed with gzip, not " + PrintableText.quote(encoding));
                };
            } catch (Problem problem) {
                if (problem.status() == TOO_LARGE && declared < 0) {
                    discard(in);
                }
                throw problem;
            } finally {
                arrives(-1);
            }
        }

        /**
         * Reads on for a moment. If the connection ended while the client still sends, many clients would report the
         * broken connection and not the answer.
         */
        private void discard(InputStream in) throws IOException {
            byte[] buffer = new byte[FIRST];
            long left = (long) DISCARDED_LIMITS * longest;
            long end = System.nanoTime() + DISCARDING.toNanos();
            while (left > 0 && System.nanoTime() < end) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    return;
                }
                left -= n;
            }
        }

        /** Reads a compressed body. All limits count its decompressed bytes, which are never more than the limit. */
        private byte[] decompressed(InputStream in, long declared) throws IOException {
            requireShort(declared);
            try (GZIPInputStream gzip = new GZIPInputStream(in)) {
                return bytes(gzip, -1);
            } catch (ZipException | EOFException e) {
                throw Problem.badRequest("the body is not complete gzip, as its Content-Encoding says");
            }
        }

        private byte[] bytes(InputStream in, long declared) throws IOException {
            requireShort(declared);
            long started = System.nanoTime();
            // One byte more than the limit shows that a body of unknown length is too long.
            int capacity = declared >= 0 ? (int) declared : longest + 1;
            byte[] body = new byte[Math.min(FIRST, capacity)];
            hold(this, body.length);
            int length = 0;
            while (length < capacity) {
                if (length == body.length) {
                    int larger = (int) Math.min(2L * length, capacity);
                    hold(this, larger);
                    body = Arrays.copyOf(body, larger);
                }
                int n = in.read(body, length, body.length - length);
                if (n < 0) {
                    break;
                }
                length += n;
                requireShort(length);
                requirePace(System.nanoTime() - started, length);
            }
            if (length < declared) {
                throw Problem.badRequest("the body is shorter than its Content-Length");
            }
            return length == body.length ? body : Arrays.copyOf(body, length);
        }

        @Override
        public void close() {
            hold(this, 0);
        }
    }

    /**
     * Starts a lease for one request.
     *
     * @param client the client's address, which all its requests share
     */
    public Lease lease(String client) {
        return new Lease(ClientAddress.network(client));
    }

    /** Returns the bytes that all bodies in memory hold. */
    public synchronized long bytesHeld() {
        return inAll;
    }

    /** Returns the number of bodies that are arriving. */
    public synchronized int arriving() {
        return arriving;
    }

    /** Returns whether the memory has no room for another small body. */
    public synchronized boolean isFull() {
        return inAll + SMALL > most;
    }

    private synchronized void arrives(int more) {
        arriving += more;
    }

    private synchronized void hold(Lease lease, int bytes) {
        Held held = clients.computeIfAbsent(lease.client, _ -> new Held());
        long small = held.small + Math.min(bytes, SMALL) - Math.min(lease.held, SMALL);
        long large = held.large + Math.max(0, bytes - SMALL) - Math.max(0, lease.held - SMALL);
        if (bytes > lease.held) {
            if (inAll + bytes - lease.held > most) {
                throw Problem.full(Refusal.BODIES);
            }
            // A quarter of the memory stays for the other clients.
            if (small > Math.max(SMALL, most / 4) || large > Math.max(longest, most / 2)) {
                throw Problem.full(Refusal.CLIENT);
            }
        }
        inAll += bytes - lease.held;
        lease.held = bytes;
        held.small = small;
        held.large = large;
        if (small == 0) {
            clients.remove(lease.client);
        }
    }

    private void requireShort(long bytes) {
        if (bytes > longest) {
            throw Problem.tooLarge("the body is longer than the limit of " + longest + " bytes");
        }
    }

    private void requirePace(long nanos, int length) {
        double paced = (nanos - grace.toNanos()) / NANOS_PER_SECOND * bytesPerSecond;
        if (length < paced || nanos > longestTime.toNanos()) {
            throw Problem.tooSlow("the body must arrive at " + bytesPerSecond
                    + " bytes per second or faster, and within " + longestTime.toSeconds() + " s");
        }
    }
}
