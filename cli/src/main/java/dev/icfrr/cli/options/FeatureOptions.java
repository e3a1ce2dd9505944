package dev.icfrr.cli.options;

import dev.icfrr.cli.input.FeaturePreparation;
import dev.icfrr.cli.input.FeaturePreparation.Center;
import picocli.CommandLine.Option;

/** Options of what is done to features before distances are computed. */
public final class FeatureOptions {
    @Option(
            names = {"--center"},
            paramLabel = "HOW",
            defaultValue = "none",
            description = "Center features: domains subtracts the mean of the queries from queries and the mean of the "
                    + "gallery from gallery items; none does not (${DEFAULT-VALUE}). It helps if the queries cover most classes "
                    + "of the gallery. Needs features.")
    private Center center = Center.NONE;

    @Option(
            names = {"--normalize"},
            description = "Scale features to unit length first. Needs features.")
    private boolean normalize;

    /** Returns what is done to features. */
    public FeaturePreparation preparation() {
        return new FeaturePreparation(normalize, center);
    }
}
