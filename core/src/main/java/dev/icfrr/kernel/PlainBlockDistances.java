package dev.icfrr.kernel;

/** Block distances without any preparation of the block. */
final class PlainBlockDistances extends BlockDistances {
    private final CanonicalDistances distances;
    private final int stride;
    private double[] rows = new double[0];
    private int count;

    PlainBlockDistances(CanonicalDistances distances, int stride) {
        this.distances = distances;
        this.stride = stride;
    }

    @Override
    public void block(double[] rows, int count) {
        this.rows = rows;
        this.count = count;
    }

    @Override
    public void squared(double[] others, int otherCount, double[] into, int start, int intoStride) {
        distances.squared(rows, count, others, otherCount, stride, into, start, intoStride);
    }
}
