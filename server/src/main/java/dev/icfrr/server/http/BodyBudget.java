package dev.icfrr.server.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Reads request bodies within two limits: one for each body, one for all bodies in memory. */
public final class BodyBudget {
    private static final int STEP = 1 << 16;

    private final int longest;
    private final Duration longestTime;
    private final Semaphore kibibytes;

    /** Creates a budget for bodies within the limits. */
    public BodyBudget(Limits limits) {
        longest = limits.bodyBytes();
        longestTime = limits.answerTime();
        kibibytes = new Semaphore(Math.toIntExact(Math.min(Integer.MAX_VALUE, limits.bodyBytesInAll() >> 10)));
    }

    /** The memory of one request's body. Closing it gives the memory back. */
    public final class Lease implements AutoCloseable {
        private int held;

        private void grow(long bytes) {
            int wanted = (int) ((bytes + 1023) >> 10);
            if (wanted > held) {
                if (!kibibytes.tryAcquire(wanted - held)) {
                    throw Problem.busy();
                }
                held = wanted;
            }
        }

        /**
         * Reads the whole body.
         *
         * @throws Problem 413 if it is longer than the limit, 429 if all bodies together are, 408 if it is too slow
         */
        public byte[] read(Context context) throws IOException {
            long deadline = System.nanoTime() + longestTime.toNanos();
            long declared = context.req().getContentLengthLong();
            requireShort(declared);
            grow(Math.max(0, declared));
            InputStream in = context.req().getInputStream();
            byte[] body = new byte[declared >= 0 ? (int) declared : STEP];
            int length = 0;
            while (declared < 0 || length < declared) {
                if (length == body.length) {
                    grow(2L * length);
                    body = Arrays.copyOf(body, 2 * length);
                }
                int n = in.read(body, length, Math.min(STEP, body.length - length));
                if (n < 0) {
                    break;
                }
                length += n;
                requireShort(length);
                if (System.nanoTime() > deadline) {
                    throw ProblemResponses.byStatus(408, Map.of());
                }
            }
            if (length < declared) {
                throw Problem.badRequest("the body is shorter than its Content-Length");
            }
            return length == body.length ? body : Arrays.copyOf(body, length);
        }

        @Override
        public void close() {
            kibibytes.release(held);
            held = 0;
        }
    }

    /** Starts a lease for one request. */
    public Lease lease() {
        return new Lease();
    }

    private void requireShort(long bytes) {
        if (bytes > longest) {
            throw Problem.tooLarge("the body is longer than the limit of " + longest + " bytes");
        }
    }
}
