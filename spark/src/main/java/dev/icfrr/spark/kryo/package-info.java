/** Serializers of the values that travel between machines. */
@NullMarked
package dev.icfrr.spark.kryo;

import org.jspecify.annotations.NullMarked;
