/** Random features for benchmarks. */
@NullMarked
package dev.icfrr.benchmarks.synthetic;

import org.jspecify.annotations.NullMarked;
