package dev.icfrr.cli.reproduce;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Published figures, and the commands that produce them.
 *
 * @param title in a few words, for lists and headings
 * @param data the data, in a line
 * @param origin where the figures come from, if not from this project
 * @param note what differs from the published experiment, or nothing
 * @param downloads files that users must put in place first
 * @param needs another program that is required, for example {@code npm}, or nothing
 * @param files bundled files to copy into the work folder first: target and source
 * @param steps command lines of this program; {@code {work}}, {@code {data-root}} and {@code {pretrained-root}} stand
 *     for folders
 * @param tolerance largest allowed difference of a figure
 * @param comparison means of {@code comparison/comparison.json} in the work folder: by method, then metric
 * @param summary methods in the short table; empty to leave it out of that table
 * @param values single figures
 */
public record Reproduction(
        String title,
        String data,
        Optional<String> origin,
        Optional<String> note,
        List<Download> downloads,
        Optional<String> needs,
        Map<String, String> files,
        List<String> steps,
        double tolerance,
        Map<String, Map<String, Double>> comparison,
        Optional<Summary> summary,
        List<Claim> values) {

    /** Replaces missing optional fields, which are null, by empty ones, and rejects missing required fields. */
    public Reproduction {
        Objects.requireNonNull(title, "there is no 'title'");
        Objects.requireNonNull(data, "there is no 'data'");
        origin = Objects.requireNonNullElse(origin, Optional.empty());
        note = Objects.requireNonNullElse(note, Optional.empty());
        downloads = List.copyOf(Objects.requireNonNullElse(downloads, List.of()));
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
            throw new IllegalArgumentException("there must be a 'comparison' or 'values' to check");
        }
    }

    /**
     * A file that users must put in place.
     *
     * @param what description in a few words
     * @param from the page to download it from
     * @param file its place; {@code {data-root}} and {@code {pretrained-root}} stand for folders, and places between
     *     which one may choose are separated by {@code |}
     */
    public record Download(String what, String from, String file) {
        /** Rejects missing fields. */
        public Download {
            Objects.requireNonNull(what, "a download has no 'what'");
            Objects.requireNonNull(from, "a download has no 'from'");
            Objects.requireNonNull(file, "a download has no 'file'");
        }
    }

    /**
     * Rows of {@link #comparison} for the short table.
     *
     * @param before the initial ranking
     * @param defaults the method with its authors' defaults
     * @param recommended with the parameters that this program recommends
     * @param centered the same with centered features
     */
    public record Summary(String before, String defaults, String recommended, String centered) {}

    /**
     * One published figure.
     *
     * @param what description in a few words
     * @param file of JSON in the work folder
     * @param at JSON pointer in it
     * @param value expected value, within {@code tolerance}
     * @param readme words of the README that state it, or nothing
     */
    public record Claim(String what, String file, String at, double value, Optional<String> readme) {
        /** Replaces missing optional fields and rejects missing required ones. */
        public Claim {
            Objects.requireNonNull(what, "a value has no 'what'");
            Objects.requireNonNull(file, "a value has no 'file'");
            Objects.requireNonNull(at, "a value has no 'at'");
            readme = Objects.requireNonNullElse(readme, Optional.empty());
        }
    }

    /** Returns the published value of a metric of a method. */
    double mean(String method, String metric) {
        Double mean = comparison.getOrDefault(method, Map.of()).get(metric);
        if (mean == null) {
            throw new IllegalArgumentException("there is no " + metric + " of '" + method + "'");
        }
        return mean;
    }
}
