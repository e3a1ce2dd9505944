package dev.icfrr.benchmarks.parameters;

import static dev.icfrr.benchmarks.parameters.SyntheticKind.plain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Galleries with faults, on which the constants of the multi-scale vote were not chosen, and large ones. */
final class SyntheticKinds {
    private SyntheticKinds() {}

    /** Kinds of up to a few thousand items. */
    static List<SyntheticKind> small() {
        List<SyntheticKind> all = new ArrayList<>();
        all.add(plain("hubs, 24 x 45", equal(24, 45), 80, 1.4, 5).withHubness(0.7));
        all.add(plain("hubs, 10 x 110", equal(10, 110), 40, 1.3, 10).withHubness(1.0));
        all.add(plain("hubs across a gap, 16 x 60", equal(16, 60), 64, 1.1, 6)
                .withHubness(0.8)
                .withGap(1.4, 0.6));
        all.add(plain("long tail, 50 of 260", tail(50, 260, 1), 80, 1.5, 3));
        all.add(plain("long tail, 120 of 150", tail(120, 150, 0.9), 96, 1.4, 2));
        all.add(plain("long tail, strong, 40 of 500", tail(40, 500, 1.2), 64, 1.3, 4));
        all.add(plain("near-duplicates, 25 x 48", equal(25, 48), 64, 1.6, 5).withCopies(2));
        all.add(plain("near-duplicates, 12 x 100", equal(12, 100), 80, 1.8, 8).withCopies(4));
        all.add(plain("near-duplicates, 40 x 24", equal(40, 24), 96, 1.3, 3).withCopies(1));
        all.add(plain("nested, 32 in 8", equal(32, 36), 96, 1.4, 4).nestedIn(8, 1));
        all.add(plain("nested, 48 in 6", equal(48, 24), 80, 1.2, 3).nestedIn(6, 1.3));
        all.add(plain("style, 3 of 0.8", equal(20, 60), 80, 1.3, 6).withStyles(3, 0.8));
        all.add(plain("style, 6 of 1.2", equal(18, 60), 96, 1.2, 6).withStyles(6, 1.2));
        all.add(plain("style, 2 of 1.6", equal(14, 70), 64, 1.1, 8).withStyles(2, 1.6));
        all.add(plain("noise, 64 dimensions", equal(12, 80), 64, 50, 8));
        all.add(plain("noise, 12 dimensions", equal(30, 30), 12, 50, 4));
        all.add(plain("tiny classes, 250 x 4", equal(250, 4), 80, 1.2, 1));
        all.add(plain("tiny classes, 160 x 6", equal(160, 6), 64, 1.3, 1));
        all.add(plain("gap, 20 x 55", equal(20, 55), 96, 1.5, 6).withGap(1.8, 0.8));
        all.add(plain("gap per class, 18 x 55", equal(18, 55), 80, 1.3, 6).withGap(0.6, 1.5));
        all.add(plain("mixed sizes", List.of(300, 240, 160, 120, 80, 60, 40, 30, 20, 15, 10, 8, 6, 5), 64, 1.5, 8));
        all.add(plain("weak, 15 x 70", equal(15, 70), 96, 2.8, 8));
        all.add(plain("weak, 30 x 36", equal(30, 36), 64, 2.2, 4));
        all.add(plain("few large, 4 x 350", equal(4, 350), 48, 2.2, 25));
        return all;
    }

    /** Classes of 2 to 40 items, on which the weights and beta of small groups were not chosen. */
    static List<SyntheticKind> smallClasses() {
        List<SyntheticKind> all = new ArrayList<>();
        all.add(plain("220 x 4", equal(220, 4), 72, 1.2, 1));
        all.add(plain("120 x 8, weak", equal(120, 8), 64, 1.6, 2));
        all.add(plain("170 x 5, hubs", equal(170, 5), 80, 1.1, 1).withHubness(0.7));
        all.add(plain("100 of 2 to 11", between(100, 2, 11), 56, 1.2, 2));
        all.add(plain("130 of 3 to 9 across a gap", between(130, 3, 9), 64, 1.1, 1)
                .withGap(1.5, 0.6));
        all.add(plain("100 of 4 to 12, near-duplicates", between(100, 4, 12), 64, 1.3, 1)
                .withCopies(1));
        all.add(plain("140 of 2 to 10 in 10", between(140, 2, 10), 64, 1.2, 1).nestedIn(10, 1));
        all.add(plain("90 x 9 in 6", equal(90, 9), 80, 1.2, 2).nestedIn(6, 0.9));
        all.add(plain("120 x 7, 5 styles", equal(120, 7), 64, 0.9, 1).withStyles(5, 0.7));
        all.add(plain("80 of 5 to 12 in 20 dimensions", between(80, 5, 12), 20, 0.9, 2));
        all.add(plain("420 x 2", equal(420, 2), 80, 1.1, 1));
        all.add(plain("60 x 13", equal(60, 13), 56, 1.2, 3));
        all.add(plain("30 of 15 to 40, hubs", between(30, 15, 40), 64, 1.4, 4).withHubness(0.7));
        all.add(plain("40 x 26 in 8", equal(40, 26), 72, 1.3, 3).nestedIn(8, 1.1));
        all.add(plain("32 of 16 to 39, near-duplicates", between(32, 16, 39), 80, 1.5, 4)
                .withCopies(2));
        all.add(plain("36 x 30 across a gap", equal(36, 30), 72, 1.4, 4).withGap(1.5, 0.8));
        all.add(plain("48 x 18", equal(48, 18), 64, 1.4, 3));
        all.add(plain("44 of 12 to 30", between(44, 12, 30), 48, 1.3, 3));
        return all;
    }

    /** Galleries of 5,000 items and more, most with classes of 300 and more. */
    static List<SyntheticKind> large() {
        List<SyntheticKind> all = new ArrayList<>();
        all.add(plain("large, 18 x 320", equal(18, 320), 64, 1.8, 6));
        all.add(plain("large, 14 x 420", equal(14, 420), 96, 2.4, 8));
        all.add(plain("large, 8 x 800", equal(8, 800), 64, 2.1, 14));
        all.add(plain("large, 5 x 1,300", equal(5, 1300), 48, 2.3, 22));
        all.add(plain("large, long tail", tail(36, 1600, 1), 96, 1.7, 3));
        all.add(plain("large, nested", equal(20, 330), 96, 1.7, 6).nestedIn(5, 1));
        all.add(plain("large, hubs", equal(16, 360), 64, 1.7, 7).withHubness(0.7));
        all.add(plain("large, across a gap", equal(17, 340), 80, 1.7, 7).withGap(1.6, 0.8));
        return all;
    }

    private static List<Integer> equal(int classes, int size) {
        return Collections.nCopies(classes, size);
    }

    /** Sizes spread evenly over a range, in no order. */
    private static List<Integer> between(int classes, int smallest, int largest) {
        return IntStream.range(0, classes)
                .mapToObj(i -> smallest + i * 37 % (largest - smallest + 1))
                .toList();
    }

    private static List<Integer> tail(int classes, int largest, double power) {
        return IntStream.rangeClosed(1, classes)
                .mapToObj(i -> Math.max(2, (int) (largest / Math.pow(i, power))))
                .toList();
    }
}
