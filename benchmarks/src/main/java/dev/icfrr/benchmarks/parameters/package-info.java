/**
 * How well parameters chosen without labels do, and the guard: on made-up families of data, one half of them used to fit
 * the constants of {@code dev.icfrr.advice} and the other only to judge them, and on data sets that lie in caches.
 */
@NullMarked
package dev.icfrr.benchmarks.parameters;

import org.jspecify.annotations.NullMarked;

