package dev.icfrr.cli;

import java.util.Arrays;
import java.util.List;

/** Runs several command lines in one JVM, from which the JVM learns what the starts of all of them need. */
final class StartTraining {
    private static final String NEXT = "+";

    private StartTraining() {}

    /**
     * Runs command lines one after the other, and exits with the code of the first that fails.
     *
     * @param arguments the command lines, with a {@code +} between each two
     */
    public static void main(String[] arguments) {
        List<String> left = Arrays.asList(arguments);
        int code = 0;
        while (code == 0 && !left.isEmpty()) {
            int end = left.contains(NEXT) ? left.indexOf(NEXT) : left.size();
            code = Main.run(left.subList(0, end).toArray(new String[0]));
            left = left.subList(Math.min(end + 1, left.size()), left.size());
        }
        System.exit(code);
    }
}
