/** An example to run and to read: features into an index, search, re-rank, measure. */
@NullMarked
package dev.icfrr.lucene.example;

import org.jspecify.annotations.NullMarked;

