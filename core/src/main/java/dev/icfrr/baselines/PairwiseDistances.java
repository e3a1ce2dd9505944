package dev.icfrr.baselines;

import dev.icfrr.distance.FeatureRows;
import dev.icfrr.distance.QueryGalleryDistances;
import dev.icfrr.kernel.CanonicalDistances;
import dev.icfrr.kernel.Kernels;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.KnnGraphBuilder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.matrix.Finite;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import java.util.Arrays;

/** The squared Euclidean distances among items, computed from features or read from a distance matrix. */
sealed interface PairwiseDistances {

    /** Returns the number of items. */
    int size();

    /** Builds the graph of the k nearest other items of every item. */
    KnnGraph neighbors(int k, Parallelism parallelism);

    /** Creates a reader for one thread. */
    Reader reader();

    /** Reads squared distances into the memory of one thread. */
    interface Reader {

        /** Reads the distances of items {@code [first, end)} to all items, row-major from index 0. */
        void toAll(int first, int end, double[] into);

        /** Reads the distances of one item to the first {@code count} of the others. */
        void toSome(int item, int[] others, int count, double[] into);

        /**
         * Computes, for each of the groups {@code [first, end)} and every item, the sum of the distances between the
         * item and the members of the group, row-major from index 0.
         */
        void sumsToAll(int[][] groups, int first, int end, double[] into);
    }

    /** Returns the distances in the gallery, from features scaled to length 1 if it has features. */
    static PairwiseDistances unitGallery(PipelineStage method, Gallery gallery, Parallelism parallelism) {
        return gallery.features() == null
                ? new ByDistances(Requirements.galleryDistances(method, gallery))
                : new ByFeatures(Requirements.unitFeatures(method, gallery, parallelism));
    }

    /** Returns the distances among queries, then gallery, from features scaled to length 1 if both have features. */
    static PairwiseDistances unitStack(
            PipelineStage method, Queries queries, Gallery gallery, Parallelism parallelism) {
        return stack(method, queries, gallery) instanceof ByFeatures items
                ? new ByFeatures(RowMatrix.unit(items.features(), parallelism))
                : stack(method, queries, gallery);
    }

    /** Returns the distances among queries, then gallery, from unscaled features if both have features. */
    static PairwiseDistances stack(PipelineStage method, Queries queries, Gallery gallery) {
        if (queries.features() != null && gallery.features() != null) {
            return new ByFeatures(Requirements.stackedFeatures(method, queries, gallery));
        }
        Matrix toGallery = Requirements.toGallery(method, queries, gallery.size());
        Matrix amongGallery = Requirements.galleryDistances(method, gallery);
        return new ByDistances(
                new StackedDistances(Requirements.queryDistances(method, queries), toGallery, amongGallery));
    }

    /** Distances computed from features. */
    record ByFeatures(Matrix features) implements PairwiseDistances {

        @Override
        public int size() {
            return features.rows();
        }

        @Override
        public KnnGraph neighbors(int k, Parallelism parallelism) {
            return new KnnGraphBuilder(k, SelfMatch.INDEX, parallelism, null).exact(features);
        }

        @Override
        public Reader reader() {
            QueryGalleryDistances distances = new QueryGalleryDistances(features, features);
            FeatureRows rows = new FeatureRows(features);
            CanonicalDistances kernel = Kernels.get().distances();
            return new Reader() {
                private double[] block = new double[2 * rows.stride()];

                @Override
                public void toAll(int first, int end, double[] into) {
                    distances.squared(first, end, into);
                }

                @Override
                public void toSome(int item, int[] others, int count, double[] into) {
                    int stride = rows.stride();
                    if (block.length < (count + 1) * stride) {
                        block = new double[Math.multiplyExact(count + 1, stride)];
                    }
                    for (int i = 0; i < count; i++) {
                        rows.load(others[i], block, i * stride);
                    }
                    double[] one = new double[stride];
                    rows.load(item, one, 0);
                    kernel.squared(one, 1, block, count, stride, into, 0, count);
                }

                // With the mean m of a group, the sum over x of |x - y|² is n |m - y|² + the sum of |x - m|².
                @Override
                public void sumsToAll(int[][] groups, int first, int end, double[] into) {
                    int columns = features.columns();
                    double[] means = new double[Math.multiplyExact(end - first, columns)];
                    double[] spreads = new double[end - first];
                    double[] row = new double[rows.stride()];
                    for (int g = first; g < end; g++) {
                        int at = (g - first) * columns;
                        for (int item : groups[g]) {
                            rows.load(item, row, 0);
                            for (int k = 0; k < columns; k++) {
                                means[at + k] += row[k] / groups[g].length;
                            }
                        }
                        for (int item : groups[g]) {
                            rows.load(item, row, 0);
                            for (int k = 0; k < columns; k++) {
                                double difference = row[k] - means[at + k];
                                spreads[g - first] += difference * difference;
                            }
                        }
                    }
                    new QueryGalleryDistances(Matrix.of(end - first, columns, means), features)
                            .squared(0, end - first, into);
                    for (int g = first; g < end; g++) {
                        for (int i = (g - first) * size(); i < (g - first + 1) * size(); i++) {
                            into[i] = groups[g].length * into[i] + spreads[g - first];
                        }
                    }
                }
            };
        }
    }

    /** Distances read from a matrix. */
    record ByDistances(Matrix distances) implements PairwiseDistances {

        @Override
        public int size() {
            return distances.rows();
        }

        @Override
        public KnnGraph neighbors(int k, Parallelism parallelism) {
            return new KnnGraphBuilder(k, SelfMatch.INDEX, parallelism, null).fromDistances(distances);
        }

        @Override
        public Reader reader() {
            double[] row = new double[size()];
            return new Reader() {
                @Override
                public void toAll(int first, int end, double[] into) {
                    for (int item = first; item < end; item++) {
                        load(item);
                        for (int i = 0; i < row.length; i++) {
                            into[(item - first) * row.length + i] = row[i] * row[i];
                        }
                    }
                }

                @Override
                public void toSome(int item, int[] others, int count, double[] into) {
                    load(item);
                    for (int i = 0; i < count; i++) {
                        into[i] = row[others[i]] * row[others[i]];
                    }
                }

                @Override
                public void sumsToAll(int[][] groups, int first, int end, double[] into) {
                    Arrays.fill(into, 0, (end - first) * row.length, 0);
                    for (int g = first; g < end; g++) {
                        int at = (g - first) * row.length;
                        for (int item : groups[g]) {
                            load(item);
                            for (int i = 0; i < row.length; i++) {
                                into[at + i] += row[i] * row[i];
                            }
                        }
                    }
                }

                private void load(int item) {
                    distances.copyRow(item, row);
                    Finite.requireFinite(row, row.length, item);
                }
            };
        }
    }
}
