/**
 * Jobs for Apache Spark: the neighbor lists of a gallery that outgrows one machine, and re-ranking with them. Tasks call core
 * for every distance, list and order; what lives here decides which machine sees which part, and moves parts as arrays.
 */
@org.jspecify.annotations.NullMarked
package dev.icfrr.spark;
