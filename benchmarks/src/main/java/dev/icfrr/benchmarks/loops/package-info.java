/** JMH benchmarks of single loops. {@code icfrr bench} times whole runs. */
@NullMarked
package dev.icfrr.benchmarks.loops;

import org.jspecify.annotations.NullMarked;
