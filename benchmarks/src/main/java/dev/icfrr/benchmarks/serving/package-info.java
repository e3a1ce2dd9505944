/** The load test of the server. */
@NullMarked
package dev.icfrr.benchmarks.serving;

import org.jspecify.annotations.NullMarked;
