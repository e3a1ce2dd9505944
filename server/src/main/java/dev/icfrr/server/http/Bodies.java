package dev.icfrr.server.http;

import dev.icfrr.server.Limits;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/** Reads request bodies, each up to a limit and all together up to another. */
public final class Bodies {
    private static final int STEP = 1 << 16;

    private final int longest;
    private final Semaphore kibibytes;

    /** Bodies within the limits. */
    public Bodies(Limits limits) {
        longest = limits.bodyBytes();
        kibibytes = new Semaphore(Math.toIntExact(Math.min(Integer.MAX_VALUE, limits.bodyBytesInAll() >> 10)));
    }

    /** The memory of one request's body, to be given back when it is answered. */
    public final class Share implements AutoCloseable {
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
         * The whole body.
         *
         * @throws Problem 413 if it is longer than the limit, 429 if all bodies together are
         */
        public byte[] read(Context context) throws IOException {
            long declared = declared(context);
            InputStream in = context.req().getInputStream();
            if (declared >= 0) {
                byte[] body = in.readNBytes((int) declared);
                if (body.length < declared) {
                    throw Problem.badRequest("the body ends before its Content-Length");
                }
                return body;
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] step = new byte[STEP];
            for (int n = in.read(step); n >= 0; n = in.read(step)) {
                requireShort(body.size() + (long) n);
                grow(body.size() + (long) n);
                body.write(step, 0, n);
            }
            return body.toByteArray();
        }

        /**
         * Reserves the memory that the request's Content-Length says; -1 if it says none.
         *
         * @throws Problem 413 if it is longer than the limit, 429 if all bodies together are
         */
        public long declared(Context context) {
            long declared = context.req().getContentLengthLong();
            requireShort(declared);
            if (declared > 0) {
                grow(declared);
            }
            return declared;
        }

        @Override
        public void close() {
            kibibytes.release(held);
            held = 0;
        }
    }

    /** Starts one request's share. */
    public Share share() {
        return new Share();
    }

    private void requireShort(long bytes) {
        if (bytes > longest) {
            throw Problem.tooLarge("the body is longer than the limit of " + longest + " bytes");
        }
    }
}
