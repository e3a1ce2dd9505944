/**
 * Threads and progress. {@link dev.icfrr.parallel.Parallelism} runs loops on several threads;
 * {@link dev.icfrr.parallel.ProgressListener} receives the progress of a long job.
 */
@NullMarked
package dev.icfrr.parallel;

import org.jspecify.annotations.NullMarked;
