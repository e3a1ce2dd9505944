package dev.icfrr.spark;

/**
 * What a batch of queries wants to know of some items of one run.
 *
 * @param from the batch
 * @param items gallery indices, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // travels between machines, never compared
record Request(int from, int[] items) {}
