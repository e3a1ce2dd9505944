/** Text for messages and terminals. */
@NullMarked
package dev.icfrr.text;

import org.jspecify.annotations.NullMarked;
