package dev.icfrr.cli.python;

import dev.icfrr.parallel.ProgressListener;
import java.io.IOException;

/** One call by name. */
@FunctionalInterface
interface Operation {

    /**
     * Runs the call.
     *
     * @param progress receives the progress of long stages
     * @return a value that becomes JSON: a map, a list, a text, a number
     * @throws IllegalArgumentException if an argument is unusable; the message goes to the user
     * @throws IOException if a file is unusable
     */
    Object run(Request request, ProgressListener progress) throws IOException;
}
