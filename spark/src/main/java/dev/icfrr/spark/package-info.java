/**
 * Jobs for Apache Spark: the neighbor lists of a gallery that outgrows one machine, and re-ranking with them. Tasks
 * call core for every distance, list and order. This module decides which machine sees which part, and moves parts as
 * arrays.
 *
 * <p>This package holds the entry points and is the place of the public API; no package below refers to it.
 */
@NullMarked
package dev.icfrr.spark;

import org.jspecify.annotations.NullMarked;
