/**
 * First-stage search: the gallery items nearest to a query, by a scan of the whole gallery or of the clusters nearest
 * to the query. Nothing here re-ranks.
 */
@NullMarked
package dev.icfrr.search;

import org.jspecify.annotations.NullMarked;
