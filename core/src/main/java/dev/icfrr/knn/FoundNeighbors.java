package dev.icfrr.knn;

/** What a search for neighbors has found. Lists of several lengths and orders are taken from it. */
public interface FoundNeighbors {

    /** Orders plain lists by {@link LocalScaling}. */
    @FunctionalInterface
    interface Scaling {
        /** Returns lists of KG neighbors made of plain lists of at least {@link LocalScaling#plainLength}. */
        KnnGraph scaled(KnnGraph plain, int kg);
    }

    /** Returns plain lists that are known, as the result of a search. */
    static FoundNeighbors of(KnnGraph plain, Scaling scaling) {
        return new FoundLists(plain, scaling);
    }

    /** Returns the number of gallery items, G. */
    int size();

    /** Returns the length of the longest plain lists: KG of the search, or one less than the gallery's size. */
    int length();

    /**
     * Returns plain lists.
     *
     * @param kg neighbors per item, at least 1; beyond {@link #length} only if the gallery is that small
     */
    KnnGraph plain(int kg);

    /**
     * Returns plain lists to count votes by: the first 4, 8, 16, … neighbors of every item are the nearest ones, in any
     * order. This may take less time than {@link #plain}.
     *
     * @param kg neighbors per item, as for {@link #plain}
     */
    default KnnGraph bands(int kg) {
        return plain(kg);
    }

    /**
     * Returns lists with {@link LocalScaling}.
     *
     * @param kg neighbors per item, at least 1; {@link LocalScaling#plainLength} must be found
     */
    KnnGraph scaled(int kg);
}
