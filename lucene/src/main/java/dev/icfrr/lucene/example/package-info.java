/** An example to run and to read: features into an index, search, re-rank, measure. */
package dev.icfrr.lucene.example;
