package dev.icfrr.cli.console;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Prints what is wrong with a command line in one line, and one line that points to the help. A list of commands is
 * short enough to be printed where none was named; the cause still comes last.
 */
public final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        boolean isGroup = !command.getSubcommands().isEmpty();
        if (failure instanceof UnmatchedArgumentException unmatched) {
            String what = isGroup
                    ? "there is no command '" + unmatched.getUnmatched().getFirst() + "'"
                    : failure.getMessage();
            err.println(name + ": " + what + suggestions(unmatched));
            err.println("For help: " + name + " --help");
        } else if (isGroup) {
            command.usage(err);
            err.println();
            err.println(name + ": no command is named. Name one of those listed above.");
        } else {
            err.println(name + ": " + failure.getMessage());
            err.println("For help: " + name + " --help");
        }
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String suggestions(UnmatchedArgumentException failure) {
        List<String> similar = failure.getSuggestions();
        return similar.isEmpty() ? "" : ". Similar: " + String.join(", ", similar);
    }
}
