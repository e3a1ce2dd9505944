/**
 * What every request goes through whatever it asks: limits, key, queue, headers, problems, metrics, JSON. Knows nothing of
 * galleries.
 */
@NullMarked
package dev.icfrr.server.http;

import org.jspecify.annotations.NullMarked;
