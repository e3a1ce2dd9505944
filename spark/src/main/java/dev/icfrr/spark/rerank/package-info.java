/** Re-ranking with neighbor lists that are spread over machines, and the evaluation of its rankings. */
@NullMarked
package dev.icfrr.spark.rerank;

import org.jspecify.annotations.NullMarked;
