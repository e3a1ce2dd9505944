/**
 * Re-ranking of hits inside Apache Lucene: {@code IcfrrRescorer} and {@code IcfrrQuery} over the first hits of any search,
 * with neighbor lists found among the hits' vectors or stored in the index by {@code IcfrrIndexer}. The method itself is
 * {@code dev.icfrr}'s; nothing else of the project depends on Lucene.
 */
@NullMarked
package dev.icfrr.lucene;

import org.jspecify.annotations.NullMarked;

