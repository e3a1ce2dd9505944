/**
 * The HTTP layer that every request passes: limits, API key, queue, headers, problem responses, metrics, JSON. It does
 * not depend on galleries.
 */
@NullMarked
package dev.icfrr.server.http;

import org.jspecify.annotations.NullMarked;
