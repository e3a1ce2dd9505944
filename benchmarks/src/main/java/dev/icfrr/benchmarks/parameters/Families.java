package dev.icfrr.benchmarks.parameters;

import static dev.icfrr.benchmarks.parameters.Family.equal;
import static dev.icfrr.benchmarks.parameters.Family.falling;
import static dev.icfrr.benchmarks.parameters.Family.plain;

import java.util.ArrayList;
import java.util.List;

/** Families of many shapes, with weak to strong features: one set to fit constants, another to evaluate them. */
final class Families {
    private Families() {}

    /** The constants of {@code dev.icfrr.advice} were chosen on these. */
    static List<Family> fit() {
        List<Family> all = new ArrayList<>();
        for (double noise : List.of(0.7, 1.1, 1.6, 2.2, 3.0, 5.0)) {
            all.add(plain("12 x 80, noise " + noise, equal(12, 80), 64, noise));
        }
        for (double noise : List.of(1.1, 1.6, 2.2)) {
            all.add(plain("5 x 155, noise " + noise, equal(5, 155), 64, noise));
        }
        for (double noise : List.of(0.8, 1.2, 1.8)) {
            all.add(plain("100 x 10, noise " + noise, equal(100, 10), 64, noise));
            all.add(plain("40 x 30, noise " + noise, equal(40, 30), 64, noise));
        }
        for (double noise : List.of(1.3, 2.5)) {
            all.add(plain("4 x 400, noise " + noise, equal(4, 400), 64, noise));
        }
        for (double noise : List.of(0.6, 1.0, 1.6)) {
            all.add(plain("10 x 100 in 5 modes, noise " + noise, equal(10, 100), 64, noise)
                    .inModes(5, 1));
        }
        for (double noise : List.of(0.5, 0.9, 1.4)) {
            all.add(plain("24 x 40 in 4 groups, noise " + noise, equal(24, 40), 64, noise)
                    .inGroups(4));
        }
        for (double noise : List.of(0.8, 1.3, 2.0)) {
            all.add(plain("30 of 400 to 13, noise " + noise, falling(30, 400, 1), 64, noise)
                    .uneven(0.2));
        }
        for (double noise : List.of(1.0, 1.6)) {
            all.add(plain("10 x 60 and clutter, noise " + noise, equal(10, 60), 64, noise)
                    .cluttered(600));
        }
        for (double noise : List.of(0.7, 1.2)) {
            all.add(plain("12 x 80 across a gap, noise " + noise, equal(12, 80), 64, noise)
                    .queries(noise, 2, 1.2));
        }
        all.add(plain("20 x 50 of uneven noise", equal(20, 50), 64, 1.2).uneven(0.7));
        all.add(plain("12 x 80, strange queries", equal(12, 80), 64, 1).queries(12, 0.5, 0));
        for (int dimensions : List.of(6, 12, 20)) {
            for (double noise : List.of(0.5, 0.9, 1.4)) {
                all.add(plain(
                                "12 x 50 in %d dimensions, noise %s".formatted(dimensions, noise),
                                equal(12, 50),
                                dimensions,
                                noise)
                        .flat());
            }
        }
        all.add(plain("10 x 100, hopeless, 256 dimensions", equal(10, 100), 256, 30)
                .flat());
        all.add(plain("10 x 100, hopeless, 8 dimensions", equal(10, 100), 8, 30).flat());
        return all;
    }

    /** Returns families that were not used to choose anything. */
    static List<Family> heldOut() {
        List<Family> all = new ArrayList<>();
        for (double noise : List.of(0.9, 1.4, 1.9, 2.7, 4.0)) {
            all.add(plain("20 x 60, noise " + noise, equal(20, 60), 128, noise));
        }
        for (double noise : List.of(1.0, 1.5)) {
            all.add(plain("60 x 18, noise " + noise, equal(60, 18), 32, noise));
            all.add(plain("8 x 150, noise " + noise, equal(8, 150), 24, noise));
        }
        all.add(plain("150 x 7, noise 1.0", equal(150, 7), 96, 1.0));
        all.add(plain("3 x 500, noise 2.0", equal(3, 500), 64, 2.0));
        for (double noise : List.of(0.8, 1.3)) {
            all.add(plain("15 x 70 in 3 modes, noise " + noise, equal(15, 70), 96, noise)
                    .inModes(3, 0.8));
            all.add(plain("30 x 36 in 6 groups, noise " + noise, equal(30, 36), 96, noise)
                    .inGroups(6));
            all.add(plain("25 of 250 to 26, noise " + noise, falling(25, 250, 0.7), 48, noise)
                    .uneven(0.3));
        }
        all.add(plain("12 x 50 and clutter, noise 1.3", equal(12, 50), 96, 1.3).cluttered(800));
        all.add(plain("16 x 60 across a gap, noise 0.9", equal(16, 60), 96, 0.9).queries(1.2, 1.5, 1.0));
        all.add(plain("25 x 40 of uneven noise", equal(25, 40), 96, 1.4).uneven(0.6));
        all.add(plain("16 x 60, strange queries", equal(16, 60), 96, 1).queries(8, 1, 0));
        for (double noise : List.of(0.6, 1.1)) {
            all.add(plain("18 x 45 in 10 dimensions, noise " + noise, equal(18, 45), 10, noise)
                    .flat());
        }
        all.add(plain("12 x 90, hopeless, 128 dimensions", equal(12, 90), 128, 40)
                .flat());
        for (double noise : List.of(1.2, 2.0)) {
            all.add(plain("7 x 220, noise " + noise, equal(7, 220), 48, noise));
            all.add(plain("35 x 24, noise " + noise, equal(35, 24), 80, noise));
        }
        all.add(plain("9 x 110 in 4 modes, noise 1.1", equal(9, 110), 80, 1.1).inModes(4, 0.9));
        for (double noise : List.of(0.7, 1.2)) {
            all.add(plain("28 x 45 in 7 groups, noise " + noise, equal(28, 45), 80, noise)
                    .inGroups(7));
            all.add(plain("20 of 320 to 16, noise " + noise, falling(20, 320, 1), 80, noise)
                    .uneven(0.25));
        }
        all.add(plain("18 x 40 and clutter, noise 1.4", equal(18, 40), 80, 1.4).cluttered(500));
        all.add(plain("10 x 90 across a gap, noise 1.0", equal(10, 90), 80, 1.0).queries(1.3, 1.2, 0.8));
        all.add(plain("15 x 60 in 8 dimensions, noise 0.7", equal(15, 60), 8, 0.7)
                .flat());
        return all;
    }

    /** Returns families of small classes on which the weights and beta of small groups were not chosen. */
    static List<Family> smallClasses() {
        List<Family> all = new ArrayList<>();
        all.add(plain("150 x 6 in 3 modes, noise 0.7", equal(150, 6), 80, 0.7).inModes(3, 0.8));
        all.add(plain("80 x 12 in 4 modes, noise 0.8", equal(80, 12), 64, 0.8).inModes(4, 0.8));
        all.add(plain("110 x 8 of uneven noise", equal(110, 8), 80, 1.2).uneven(0.5));
        all.add(plain("120 x 7 in 9 groups, noise 0.8", equal(120, 7), 64, 0.8).inGroups(9));
        all.add(plain("150 x 4 and clutter", equal(150, 4), 80, 1.0).cluttered(400));
        all.add(plain("120 of 50 to 2", falling(120, 50, 0.7), 80, 0.8)
                .inModes(2, 0.8)
                .inGroups(15)
                .uneven(0.4)
                .queries(0.9, 1.0, 0.7));
        all.add(plain("52 x 18 in 3 modes, noise 0.8", equal(52, 18), 64, 0.8).inModes(3, 0.9));
        all.add(plain("64 x 15, strange queries", equal(64, 15), 72, 1).queries(3, 1, 0.5));
        return all;
    }
}
