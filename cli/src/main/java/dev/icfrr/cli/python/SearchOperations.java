package dev.icfrr.cli.python;

import dev.icfrr.distance.DistanceSource;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.parallel.ProgressListener;
import dev.icfrr.parallel.ProgressMeter;
import dev.icfrr.search.FlatSearch;
import dev.icfrr.search.NearestNeighbors;
import java.io.IOException;
import java.lang.foreign.ValueLayout;

/** Calls that find nearest items, without re-ranking. */
record SearchOperations(GraphOperations graphs) {

    /** Finds the nearest items of {@code gallery} for {@code queries}: {@code items} and {@code distances} [Q, k]. */
    Object nearest(Request request, ProgressListener progress) throws IOException {
        DistanceSource source = DistanceSource.between(request.matrix("queries"), request.matrix("gallery"));
        NativeArray items = request.output("items");
        NativeArray distances = request.output("distances");
        int k = items.size(1);
        ProgressMeter meter = new ProgressMeter(progress, "searches", source.queries());
        source.forEachRow(request.parallelism(), () -> (query, row) -> {
            NearestNeighbors found = FlatSearch.nearest(row, k);
            int[] nearest = found.items();
            double[] near = found.distances();
            for (int rank = 0; rank < k; rank++) {
                write(items, distances, (long) query * k + rank, nearest[rank], near[rank]);
            }
            meter.add(1);
        });
        return "";
    }

    /** Copies the lists of a graph with the distances of its {@code features}, both [G, k]. */
    Object listed(Request request, ProgressListener progress) throws IOException {
        KnnGraph graph = graphs.graph(request).orElseThrow();
        Matrix features = request.matrix("features");
        NativeArray items = request.output("items");
        NativeArray distances = request.output("distances");
        int k = items.size(1);
        FlatSearch search = new FlatSearch(features, new Parallelism(1));
        ProgressMeter meter = new ProgressMeter(progress, "measures", graph.size());
        request.parallelism().forEachRow(graph.size(), () -> {
            int[] list = new int[k];
            float[] feature = new float[features.columns()];
            return item -> {
                graph.lists().copyRow(item, list, k);
                features.copyRow(item, feature);
                double[] found = search.distances(feature, list);
                for (int rank = 0; rank < k; rank++) {
                    write(items, distances, (long) item * k + rank, list[rank], found[rank]);
                }
                meter.add(1);
            };
        });
        return "";
    }

    private static void write(NativeArray items, NativeArray distances, long at, int item, double distance) {
        items.data().setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, at, item);
        distances.data().setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, distance);
    }
}
