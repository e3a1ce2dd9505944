/**
 * Re-ranking of hits inside Apache Lucene: {@code IcfrrRescorer} and {@code IcfrrQuery} re-rank the first hits of any
 * search. Neighbor lists are found among the hits' vectors, or stored in the index by {@code IcfrrIndexer}. The method
 * is in {@code dev.icfrr.rerank}. Only this module depends on Lucene.
 */
@NullMarked
package dev.icfrr.lucene;

import org.jspecify.annotations.NullMarked;
