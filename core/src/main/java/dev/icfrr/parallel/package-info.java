/**
 * Threads and progress. {@link dev.icfrr.parallel.Parallelism} runs loops on several threads;
 * {@link dev.icfrr.parallel.ProgressListener} is told how far a long job has come.
 */
@NullMarked
package dev.icfrr.parallel;

import org.jspecify.annotations.NullMarked;
