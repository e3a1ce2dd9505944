/**
 * A gallery index behind HTTP: {@link dev.icfrr.server.IcfrrServer} with its settings and limits. What requests go through
 * is in {@code http}, what they ask of the gallery in {@code api}, the page to draw on is among the resources.
 */
@NullMarked
package dev.icfrr.server;

import org.jspecify.annotations.NullMarked;
