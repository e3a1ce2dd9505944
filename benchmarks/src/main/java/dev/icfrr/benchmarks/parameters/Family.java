package dev.icfrr.benchmarks.parameters;

import static dev.icfrr.benchmarks.parameters.RandomVectors.sum;
import static dev.icfrr.benchmarks.parameters.RandomVectors.unit;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A recipe for synthetic features of two domains. Lengths are relative to that of a class center. Finally, every
 * feature is scaled to length 1.
 *
 * @param name the name in tables
 * @param sizes gallery items of each class
 * @param dimensions length of a feature
 * @param modes number of groups within a class
 * @param modeSpread distance of modes from the class center
 * @param groups number of groups of classes; 0 for none
 * @param noise noise of gallery items
 * @param queryNoise noise of queries
 * @param shift shift of all queries relative to the gallery
 * @param classShift shift of the queries of each class, in a random direction per class
 * @param unevenness standard deviation, over classes, of the logarithm of the noise
 * @param clutter number of gallery items without a class
 * @param spectrum number of dimensions until the variance has halved; 0 if all are equal
 */
record Family(
        String name,
        List<Integer> sizes,
        int dimensions,
        int modes,
        double modeSpread,
        int groups,
        double noise,
        double queryNoise,
        double shift,
        double classShift,
        double unevenness,
        int clutter,
        double spectrum) {
    private static final int QUERIES = 120;
    private static final double CENTER_IN_GROUP = 0.6;
    private static final long NO_CLASS = -5;

    /** Returns a family of round classes with one mode. */
    static Family plain(String name, List<Integer> sizes, int dimensions, double noise) {
        return new Family(name, sizes, dimensions, 1, 0, 0, noise, noise, 0.5, 0, 0, 0, dimensions / 2.0);
    }

    static List<Integer> equal(int classes, int size) {
        return Collections.nCopies(classes, size);
    }

    /** Returns sizes that fall as a power of the class number, at least 3. */
    static List<Integer> falling(int classes, int largest, double power) {
        return IntStream.rangeClosed(1, classes)
                .mapToObj(i -> Math.max(3, (int) (largest / Math.pow(i, power))))
                .toList();
    }

    Family inModes(int count, double spread) {
        return new Family(
                name,
                sizes,
                dimensions,
                count,
                spread,
                groups,
                noise,
                queryNoise,
                shift,
                classShift,
                unevenness,
                clutter,
                spectrum);
    }

    Family inGroups(int count) {
        return new Family(
                name,
                sizes,
                dimensions,
                modes,
                modeSpread,
                count,
                noise,
                queryNoise,
                shift,
                classShift,
                unevenness,
                clutter,
                spectrum);
    }

    Family queries(double ownNoise, double ownShift, double ownClassShift) {
        return new Family(
                name,
                sizes,
                dimensions,
                modes,
                modeSpread,
                groups,
                noise,
                ownNoise,
                ownShift,
                ownClassShift,
                unevenness,
                clutter,
                spectrum);
    }

    Family uneven(double deviation) {
        return new Family(
                name,
                sizes,
                dimensions,
                modes,
                modeSpread,
                groups,
                noise,
                queryNoise,
                shift,
                classShift,
                deviation,
                clutter,
                spectrum);
    }

    Family cluttered(int items) {
        return new Family(
                name,
                sizes,
                dimensions,
                modes,
                modeSpread,
                groups,
                noise,
                queryNoise,
                shift,
                classShift,
                unevenness,
                items,
                spectrum);
    }

    Family flat() {
        return new Family(
                name,
                sizes,
                dimensions,
                modes,
                modeSpread,
                groups,
                noise,
                queryNoise,
                shift,
                classShift,
                unevenness,
                clutter,
                0);
    }

    /** Features and labels. */
    record Data(String name, Matrix queries, Matrix gallery, Labels labels) {
        DistanceSource distances() {
            return DistanceSource.between(queries, gallery);
        }
    }

    /** Draws a member of the family. */
    Data draw(long seed) {
        return new Drawing(seed).draw();
    }

    /** One draw. */
    private final class Drawing {
        private final Random random;
        private final double[][] groupCenters;
        private final float[][] gallery;
        private final long[] galleryLabels;
        private final float[][] queries;
        private final long[] queryLabels;
        private int items;
        private int asked;

        Drawing(long seed) {
            random = new Random(seed * 7919 + 13);
            groupCenters = new double[Math.max(1, groups)][];
            int total = clutter + sizes.stream().mapToInt(Integer::intValue).sum();
            gallery = new float[total][];
            galleryLabels = new long[total];
            queries = new float[sizes.size() * queriesPerClass()][];
            queryLabels = new long[queries.length];
        }

        private int queriesPerClass() {
            return Math.max(2, QUERIES / sizes.size());
        }

        Data draw() {
            Arrays.setAll(groupCenters, _ -> vector(groups > 0 ? 1 : 0));
            double[] shiftOfAll = vector(shift);
            for (int label = 0; label < sizes.size(); label++) {
                drawClass(label, shiftOfAll);
            }
            while (items < gallery.length) {
                double[] center = sum(vector(1), groupCenters[random.nextInt(groupCenters.length)]);
                galleryLabels[items] = NO_CLASS;
                gallery[items++] = unit(sum(center, vector(noise)));
            }
            shuffle();
            return new Data(
                    name, Matrix.ofRows(queries), Matrix.ofRows(gallery), Labels.of(queryLabels, galleryLabels));
        }

        private void drawClass(int label, double[] shiftOfAll) {
            double[] center = sum(vector(groups > 0 ? CENTER_IN_GROUP : 1), groupCenters[label % groupCenters.length]);
            double[][] modeCenters = new double[modes][];
            Arrays.setAll(modeCenters, _ -> sum(center, vector(modeSpread)));
            double unevenly = Math.exp(unevenness * random.nextGaussian());
            for (int i = 0; i < sizes.get(label); i++) {
                galleryLabels[items] = label;
                gallery[items++] = unit(sum(modeCenters[random.nextInt(modes)], vector(noise * unevenly)));
            }
            double[] shiftOfClass = sum(shiftOfAll, vector(classShift));
            for (int i = 0; i < queriesPerClass(); i++) {
                double[] shifted = sum(modeCenters[random.nextInt(modes)], shiftOfClass);
                queryLabels[asked] = label;
                queries[asked++] = unit(sum(shifted, vector(queryNoise * unevenly)));
            }
        }

        /** Shuffles the gallery, so that ties and graphs do not depend on classes. */
        private void shuffle() {
            for (int i = gallery.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                float[] feature = gallery[i];
                gallery[i] = gallery[j];
                gallery[j] = feature;
                long label = galleryLabels[i];
                galleryLabels[i] = galleryLabels[j];
                galleryLabels[j] = label;
            }
        }

        /** Returns noise of an expected length. */
        private double[] vector(double length) {
            return RandomVectors.normal(random, dimensions, spectrum, length);
        }
    }
}
