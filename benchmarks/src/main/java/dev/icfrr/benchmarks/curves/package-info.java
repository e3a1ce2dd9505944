/** The plot of measured costs. */
@NullMarked
package dev.icfrr.benchmarks.curves;

import org.jspecify.annotations.NullMarked;
