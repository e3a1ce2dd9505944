/**
 * The method, Iterative Cluster-free Re-ranking: {@link dev.icfrr.rerank.Icfrr} for whole galleries and candidate
 * lists, {@link dev.icfrr.rerank.WindowReranker} for candidates with their own neighbor lists, sinks that receive the
 * rankings, and explanations of single items. {@link dev.icfrr.rerank.IcfrrParameters} holds the parameters of all.
 */
@NullMarked
package dev.icfrr.rerank;

import org.jspecify.annotations.NullMarked;
