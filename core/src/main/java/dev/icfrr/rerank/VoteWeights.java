package dev.icfrr.rerank;

/**
 * The weights of single votes. An item's bonus is {@code (sum of the weights - chance) / denominator}, all whole
 * numbers. Immutable.
 */
sealed interface VoteWeights {

    /** Returns how many items vote when so many are ranked. */
    int voters(int ranked);

    /** Returns the weight of the vote that the item at a position gives to its neighbor at a rank; 0 for none. */
    long weight(int position, int neighborRank);

    /** Returns the rank before which the weight changes by {@link #step} from each neighbor to the next. */
    int endOfRun(int position, int neighborRank);

    /** Returns how much weights change within a run. */
    int step();

    /** Returns the weight that random voters would give an item. */
    long chance(int item);

    /** Returns what weights are divided by when so many items are ranked. */
    long denominator(int ranked);

    /**
     * The weights of the flat vote: {@code G-1-r} for the neighbor at rank r.
     *
     * @param kq how many items vote at most
     * @param gallerySize number of items that lists were computed among, G
     */
    record Flat(int kq, int gallerySize) implements VoteWeights {
        @Override
        public int voters(int ranked) {
            return Math.min(kq, ranked);
        }

        @Override
        public long weight(int position, int neighborRank) {
            return gallerySize - 1L - neighborRank;
        }

        @Override
        public int endOfRun(int position, int neighborRank) {
            return Integer.MAX_VALUE;
        }

        @Override
        public int step() {
            return -1;
        }

        @Override
        public long chance(int item) {
            return 0;
        }

        @Override
        public long denominator(int ranked) {
            return (gallerySize - 1L) * voters(ranked);
        }
    }

    /** The weights of the multi-scale vote, see {@link Scales} and {@link ChanceVotes}. */
    record Multiscale(ChanceVotes votesOfChance) implements VoteWeights {
        private Scales scales() {
            return votesOfChance.scales();
        }

        @Override
        public int voters(int ranked) {
            return Math.min(scales().largest(), ranked);
        }

        @Override
        public long weight(int position, int neighborRank) {
            return (long) votesOfChance.voters() * scales().weight(position, neighborRank);
        }

        @Override
        public int endOfRun(int position, int neighborRank) {
            int band = scales().band(Math.max(position, neighborRank));
            return band < scales().count() ? scales().start(band + 1) : Integer.MAX_VALUE;
        }

        @Override
        public int step() {
            return 0;
        }

        @Override
        public long chance(int item) {
            return votesOfChance.numerator(item);
        }

        @Override
        public long denominator(int ranked) {
            return (long) scales().totalWeight() * scales().largest() * votesOfChance.voters();
        }
    }
}
