/** An example: indexes features, searches, re-ranks and measures. */
@NullMarked
package dev.icfrr.lucene.example;

import org.jspecify.annotations.NullMarked;
