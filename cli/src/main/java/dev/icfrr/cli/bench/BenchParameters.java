package dev.icfrr.cli.bench;

import dev.icfrr.knn.LocalScaling;
import dev.icfrr.rerank.IcfrrParameters;
import java.util.Optional;

/**
 * The parameters of a benchmark.
 *
 * @param method KQ, the number of iterations and the update rule
 * @param recall wanted of approximate neighbors; empty for exact ones
 * @param candidates length of the candidate lists that single queries also re-rank; 0 for none
 */
public record BenchParameters(int kg, IcfrrParameters method, Optional<Double> recall, int candidates) {
    public BenchParameters {
        BenchInputs.requireAtLeast("--kg", kg, 1);
        BenchInputs.requireAtLeast("--candidates", candidates, 0);
        recall.ifPresent(wanted -> {
            if (!(wanted > 0 && wanted <= 1)) {
                throw new IllegalArgumentException("--recall must be above 0 and at most 1, not " + wanted);
            }
        });
    }

    BenchParameters(int kg, int kq) {
        this(kg, IcfrrParameters.DEFAULTS.withKq(kq), Optional.empty(), 0);
    }

    /** Returns the length of plain lists; the multi-scale vote uses lists that are scaled from them. */
    int plainLength() {
        return method.vote().isMultiscale() ? LocalScaling.plainLength(kg) : kg;
    }

    /** Returns the authors' defaults with exact neighbors. */
    public static BenchParameters ofAuthors() {
        return new BenchParameters(IcfrrParameters.DEFAULT_KG, IcfrrParameters.DEFAULT_KQ);
    }
}
