/** What lies behind the commands that turn pictures into features: choosing and opening the model, running, telling. */
@NullMarked
package dev.icfrr.cli.extract;

import org.jspecify.annotations.NullMarked;
