package dev.icfrr.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;

/**
 * The error stream of the program. The launcher filters the error stream of the JVM, which begins with a warning, and
 * hands the original one over under another number.
 */
public final class ErrorStream {

    private ErrorStream() {}

    /** Makes {@link System#err} write to the descriptor that the launcher names. Without a launcher nothing changes. */
    public static void useDescriptorOfLauncher() {
        Integer number = Integer.getInteger("icfrr.stderr");
        if (number == null) {
            return;
        }
        try {
            // Opening /dev/fd instead would lose the position in a file that both output streams share.
            Constructor<FileDescriptor> byNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
            byNumber.setAccessible(true);
            FileOutputStream stream = new FileOutputStream(byNumber.newInstance(number));
            System.setErr(new PrintStream(stream, true, System.err.charset()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The filtered stream shows the same text.
            System.err.flush();
        }
    }
}
