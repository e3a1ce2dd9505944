package dev.icfrr.lucene;

import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;

/** The field of neighbor lists, and how lists are built. */
abstract class StoredListFixture extends RerankingFixture {
    static final String LISTS = "neighbors";

    static IcfrrIndexer indexer(int kg, IcfrrParameters parameters) {
        return IcfrrIndexer.builder(RandomIndex.ID, RandomIndex.VECTOR, LISTS, kg)
                .vote(parameters.vote())
                .update(parameters.update())
                .parallelism(new Parallelism(2))
                .build();
    }

    static IcfrrIndexer indexer(int kg, UpdateRule rule) {
        return IcfrrIndexer.builder(RandomIndex.ID, RandomIndex.VECTOR, LISTS, kg)
                .vote(Vote.FLAT)
                .update(rule)
                .parallelism(new Parallelism(2))
                .build();
    }
}
