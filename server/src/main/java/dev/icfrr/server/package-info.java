/**
 * A gallery index behind HTTP: {@link dev.icfrr.server.IcfrrServer} and its settings. The package {@code http} holds
 * the HTTP layer, {@code api} the API, and the resources hold the web page.
 */
@NullMarked
package dev.icfrr.server;

import org.jspecify.annotations.NullMarked;
