/**
 * JMH benchmarks of the hot loops one by one, and the plot of measured costs. Whole runs are timed by {@code icfrr bench}.
 * Nothing here is tested or shipped.
 */
@NullMarked
package dev.icfrr.benchmarks;

import org.jspecify.annotations.NullMarked;
