/**
 * The HTTP API of a gallery. Handlers read an {@code ApiRequest}, take one {@code Snapshot} of the gallery, compute on
 * it, and return one of the {@code Responses}. Everything that is independent of galleries is in {@code http}.
 */
@NullMarked
package dev.icfrr.server.api;

import org.jspecify.annotations.NullMarked;
