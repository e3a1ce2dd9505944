/**
 * What the HTTP API says about a gallery: reading requests, asking the index, writing answers. How requests get here is
 * decided in {@code http}.
 */
@NullMarked
package dev.icfrr.server.api;

import org.jspecify.annotations.NullMarked;
