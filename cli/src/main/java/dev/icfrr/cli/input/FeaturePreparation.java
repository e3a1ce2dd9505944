package dev.icfrr.cli.input;

import dev.icfrr.distance.Centering;
import dev.icfrr.distance.UnitLength;
import dev.icfrr.matrix.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The preparation of features before distances are computed.
 *
 * @param normalize whether to scale them to unit length, first
 * @param center how to center them, after that
 */
public record FeaturePreparation(boolean normalize, Center center) {
    /** Features stay as they are. */
    public static final FeaturePreparation NONE = new FeaturePreparation(false, Center.NONE);

    private static final double SHORT = 0.5;
    private static final double LONG = 2;

    /** How to center features. */
    public enum Center {
        NONE,
        /** By the mean of queries and the mean of the gallery, each for its own. */
        DOMAINS;

        /** Returns the name on the command line. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns whether anything is done. */
    public boolean isNone() {
        return !normalize && center == Center.NONE;
    }

    /** Returns the options on the command line, empty if nothing is done. */
    public String options() {
        return notes("--normalize", "--center domains", " ");
    }

    /** Returns a note for the provenance of neighbor lists, empty if nothing is done. */
    public String provenance() {
        return notes("normalized", "centered", "; ");
    }

    private String notes(String normalized, String centered, String separator) {
        List<String> notes = new ArrayList<>();
        if (normalize) {
            notes.add(normalized);
        }
        if (center == Center.DOMAINS) {
            notes.add(centered);
        }
        return String.join(separator, notes);
    }

    /** Returns what was done to the features that neighbor lists were found from. */
    public static FeaturePreparation ofProvenance(String provenance) {
        List<String> notes = List.of(provenance.split("; "));
        return new FeaturePreparation(
                notes.contains("normalized"), notes.contains("centered") ? Center.DOMAINS : Center.NONE);
    }

    /** Prepares a gallery. Its own center is the same with any queries. */
    public Matrix gallery(Matrix gallery) {
        Matrix scaled = normalize ? UnitLength.scaled(gallery) : gallery;
        if (center == Center.NONE) {
            return scaled;
        }
        double[] mean = Centering.mean(scaled);
        return Centering.of(mean, mean, 0).gallery(scaled);
    }

    /** Prepares queries to a gallery that is not prepared yet. */
    public Matrix queries(Matrix queries, Matrix gallery) {
        Matrix scaled = normalize ? UnitLength.scaled(queries) : queries;
        return center == Center.NONE
                ? scaled
                : Centering.of(scaled, normalize ? UnitLength.scaled(gallery) : gallery)
                        .queries(scaled);
    }

    /** Returns a warning if features are far from unit length. */
    static Optional<String> warning(Matrix features) {
        double length = UnitLength.typical(features);
        return length >= SHORT && length <= LONG
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "features have a typical length of %.3g, and the default of beta is made for length 1. "
                                + "Add --normalize to scale them to length 1",
                        length));
    }
}
