package dev.icfrr.knn;

/** Plain lists that are known, and scaled ones made of them. */
record FoundLists(KnnGraph graph, FoundNeighbors.Scaling scaling) implements FoundNeighbors {
    @Override
    public int size() {
        return graph.size();
    }

    @Override
    public int length() {
        return graph.neighborsPerItem();
    }

    @Override
    public KnnGraph plain(int kg) {
        return graph.truncated(kg);
    }

    @Override
    public KnnGraph scaled(int kg) {
        return scaling.scaled(graph, kg);
    }
}
