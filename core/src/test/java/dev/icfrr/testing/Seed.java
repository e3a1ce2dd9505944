package dev.icfrr.testing;

import java.util.Random;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The seed of a random test. It is fixed unless {@code -Dicfrr.seed=N} sets another. Register it with
 * {@code @RegisterExtension}; every failure then shows the seed and how to repeat the test with it.
 */
public final class Seed implements TestExecutionExceptionHandler {
    private final long value;

    /** @param standard the seed unless the property sets another */
    public Seed(long standard) {
        value = Long.getLong("icfrr.seed", standard);
    }

    /** Returns the seed. */
    public long value() {
        return value;
    }

    /** Returns a new source of random numbers that starts at the seed. */
    public Random random() {
        return new Random(value);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        failure.addSuppressed(
                new AssertionError("the random seed was " + value + "; repeat with -Dicfrr.seed=" + value));
        throw failure;
    }
}
