/**
 * The method: gallery neighbour graphs, re-rankers and what listens to them. Nothing here knows of files (see
 * {@code dev.icfrr.io}) or of pictures; hot loops live in {@code dev.icfrr.internal.kernel}.
 */
package dev.icfrr;
