package dev.icfrr.benchmarks.parameters;

import static dev.icfrr.benchmarks.parameters.RandomVectors.sum;
import static dev.icfrr.benchmarks.parameters.RandomVectors.unit;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A recipe for synthetic features with the faults of real galleries: hubs, long tails of small classes,
 * near-duplicates, nested classes, and styles that are not classes. Lengths are relative to that of a class center.
 *
 * @param name the name in tables
 * @param sizes gallery items of each class
 * @param dimensions length of a feature
 * @param noise noise of items and queries
 * @param gap shift of all queries relative to the gallery
 * @param classGap shift of the queries of each class
 * @param styles number of styles, each shared by items of all classes; 0 for none
 * @param styleLength length of a style
 * @param copies near-duplicates of each item, within the sizes
 * @param parents number of groups of classes; 0 for none
 * @param parentLength length of a group's center
 * @param hubness standard deviation of the logarithm of the noise of single items: quiet items become hubs
 * @param queriesPerClass number of queries of each class
 */
record SyntheticKind(
        String name,
        List<Integer> sizes,
        int dimensions,
        double noise,
        double gap,
        double classGap,
        int styles,
        double styleLength,
        int copies,
        int parents,
        double parentLength,
        double hubness,
        int queriesPerClass) {
    private static final double COPY_NOISE = 0.04;

    /** Returns round classes without faults. */
    static SyntheticKind plain(String name, List<Integer> sizes, int dimensions, double noise, int queriesPerClass) {
        return new SyntheticKind(name, sizes, dimensions, noise, 0.6, 0.3, 0, 0, 0, 0, 0, 0.2, queriesPerClass);
    }

    SyntheticKind withGap(double all, double perClass) {
        return new SyntheticKind(
                name,
                sizes,
                dimensions,
                noise,
                all,
                perClass,
                styles,
                styleLength,
                copies,
                parents,
                parentLength,
                hubness,
                queriesPerClass);
    }

    SyntheticKind withStyles(int count, double length) {
        return new SyntheticKind(
                name,
                sizes,
                dimensions,
                noise,
                gap,
                classGap,
                count,
                length,
                copies,
                parents,
                parentLength,
                hubness,
                queriesPerClass);
    }

    SyntheticKind withCopies(int count) {
        return new SyntheticKind(
                name,
                sizes,
                dimensions,
                noise,
                gap,
                classGap,
                styles,
                styleLength,
                count,
                parents,
                parentLength,
                hubness,
                queriesPerClass);
    }

    SyntheticKind nestedIn(int count, double length) {
        return new SyntheticKind(
                name,
                sizes,
                dimensions,
                noise,
                gap,
                classGap,
                styles,
                styleLength,
                copies,
                count,
                length,
                hubness,
                queriesPerClass);
    }

    SyntheticKind withHubness(double value) {
        return new SyntheticKind(
                name,
                sizes,
                dimensions,
                noise,
                gap,
                classGap,
                styles,
                styleLength,
                copies,
                parents,
                parentLength,
                value,
                queriesPerClass);
    }

    /** Returns whether the gallery groups by something that is not the class. */
    boolean groupsByStyle() {
        return styles > 0;
    }

    /** Returns data of this kind; the same seed draws the same data. */
    Family.Data draw(long seed) {
        return new Drawing(new Random(31 * seed + name.hashCode())).draw();
    }

    /** One draw. */
    private final class Drawing {
        private final Random random;
        private final List<float[]> gallery = new ArrayList<>();
        private final List<Long> galleryLabels = new ArrayList<>();
        private final List<float[]> queries = new ArrayList<>();
        private final List<Long> queryLabels = new ArrayList<>();

        Drawing(Random random) {
            this.random = random;
        }

        Family.Data draw() {
            double[][] parentCenters = vectors(Math.max(1, parents), parents > 0 ? parentLength : 0);
            double[][] styleCenters = vectors(Math.max(1, styles), styles > 0 ? styleLength : 0);
            double[] shift = vector(gap);
            for (int label = 0; label < sizes.size(); label++) {
                double[] center = sum(vector(1), parentCenters[label % parentCenters.length]);
                addItems(label, center, styleCenters);
                double[] shifted = sum(sum(center, shift), vector(classGap));
                for (int i = 0; i < queriesPerClass; i++) {
                    queries.add(unit(sum(shifted, vector(noise))));
                    queryLabels.add((long) label);
                }
            }
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, gallery.size()).boxed().toList());
            Collections.shuffle(order, random);
            return new Family.Data(
                    name,
                    Matrix.ofRows(queries.toArray(float[][]::new)),
                    Matrix.ofRows(order.stream().map(gallery::get).toArray(float[][]::new)),
                    Labels.of(
                            queryLabels.stream().mapToLong(Long::longValue).toArray(),
                            order.stream().mapToLong(galleryLabels::get).toArray()));
        }

        private void addItems(int label, double[] center, double[][] styleCenters) {
            int left = sizes.get(label);
            while (left > 0) {
                double own = noise * Math.exp(hubness * random.nextGaussian());
                double[] style = styleCenters[random.nextInt(styleCenters.length)];
                float[] item = unit(sum(sum(center, vector(own)), style));
                add(label, item);
                left--;
                for (int copy = 0; copy < copies && left > 0; copy++) {
                    double[] wide = IntStream.range(0, item.length)
                            .mapToDouble(k -> item[k])
                            .toArray();
                    add(label, unit(sum(wide, vector(COPY_NOISE))));
                    left--;
                }
            }
        }

        private void add(int label, float[] item) {
            gallery.add(item);
            galleryLabels.add((long) label);
        }

        private double[][] vectors(int count, double length) {
            return IntStream.range(0, count).mapToObj(_ -> vector(length)).toArray(double[][]::new);
        }

        /** Returns a random vector of an expected length, with less variance in later dimensions. */
        private double[] vector(double length) {
            return RandomVectors.normal(random, dimensions, dimensions / 3.0, length);
        }
    }
}
