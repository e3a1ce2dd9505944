package dev.icfrr.cli.bench;

import dev.icfrr.rerank.Icfrr;
import dev.icfrr.rerank.UpdateRule;
import java.util.Optional;

/**
 * The method's parameters.
 *
 * @param recall wanted of approximate neighbors; empty for exact ones
 * @param candidates length of the candidate lists that single queries re-rank besides; 0 for none
 */
public record Parameters(int kg, int kq, int iterations, UpdateRule update, Optional<Double> recall, int candidates) {
    public Parameters {
        Inputs.requireAtLeast("--kg", kg, 1);
        Inputs.requireAtLeast("--kq", kq, 1);
        Inputs.requireAtLeast("--iterations", iterations, 0);
        Inputs.requireAtLeast("--candidates", candidates, 0);
        recall.ifPresent(wanted -> {
            if (!(wanted > 0 && wanted <= 1)) {
                throw new IllegalArgumentException("--recall must be above 0 and at most 1, not " + wanted);
            }
        });
    }

    Parameters(int kg, int kq) {
        this(kg, kq, Icfrr.DEFAULT_ITERATIONS, UpdateRule.REFERENCE, Optional.empty(), 0);
    }

    /** The authors' defaults, exact neighbors. */
    public static Parameters ofAuthors() {
        return new Parameters(Icfrr.DEFAULT_KG, Icfrr.DEFAULT_KQ);
    }
}
