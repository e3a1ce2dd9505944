/** Building, changing and asking a gallery index from the shell: what is read, said and printed on the way. */
@NullMarked
package dev.icfrr.cli.index;

import org.jspecify.annotations.NullMarked;
