package dev.icfrr.cli.reproduce;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Figures that are claimed, and how they come about.
 *
 * @param title in a few words, for lists and headings
 * @param data what data it is about, in a line
 * @param needs what must be there beside this program, as {@code npm}, or nothing
 * @param files bundled files to put into the work folder first: where, and which
 * @param steps command lines of this program; {@code {work}} stands for the work folder
 * @param tolerance how far a figure may be off
 * @param comparison means of {@code comparison/comparison.json} in the work folder: by method, then metric
 * @param summary which methods the short table shows, if it shows this at all
 * @param values single figures
 */
public record Reproduction(
        String title,
        String data,
        Optional<String> needs,
        Map<String, String> files,
        List<String> steps,
        double tolerance,
        Map<String, Map<String, Double>> comparison,
        Optional<Summary> summary,
        List<Claim> values) {

    /** What a file leaves out comes as null: some of it there must be, the rest is empty. */
    public Reproduction {
        Objects.requireNonNull(title, "there is no 'title'");
        Objects.requireNonNull(data, "there is no 'data'");
        needs = Objects.requireNonNullElse(needs, Optional.empty());
        files = Objects.requireNonNullElse(files, Map.of());
        steps = List.copyOf(Objects.requireNonNull(steps, "there are no 'steps'"));
        comparison = Objects.requireNonNullElse(comparison, Map.of());
        summary = Objects.requireNonNullElse(summary, Optional.empty());
        values = List.copyOf(Objects.requireNonNullElse(values, List.of()));
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance must be at least 0, not " + tolerance);
        }
        if (comparison.isEmpty() && values.isEmpty()) {
            throw new IllegalArgumentException("there must be a comparison or values to hold against");
        }
    }

    /**
     * Rows of {@link #comparison} for the short table.
     *
     * @param before the initial ranking
     * @param defaults the method with its authors' defaults
     * @param chosen with KG and KQ by the rule of thumb
     * @param automatic with KG and KQ chosen without labels
     * @param guarded the same, with the guard
     */
    public record Summary(String before, String defaults, String chosen, String automatic, String guarded) {}

    /**
     * One figure.
     *
     * @param what it is, in a few words
     * @param file of JSON in the work folder
     * @param at JSON pointer in it
     * @param value that must be there, but for {@code tolerance}
     * @param readme words of the README that claim it, or nothing
     */
    public record Claim(String what, String file, String at, double value, Optional<String> readme) {
        /** As above. */
        public Claim {
            Objects.requireNonNull(what, "a value has no 'what'");
            Objects.requireNonNull(file, "a value has no 'file'");
            Objects.requireNonNull(at, "a value has no 'at'");
            readme = Objects.requireNonNullElse(readme, Optional.empty());
        }
    }

    /** A row's metric that is claimed. */
    double mean(String method, String metric) {
        Double mean = comparison.getOrDefault(method, Map.of()).get(metric);
        if (mean == null) {
            throw new IllegalArgumentException("there is no " + metric + " of '" + method + "'");
        }
        return mean;
    }
}
