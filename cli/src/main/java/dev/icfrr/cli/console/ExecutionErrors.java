package dev.icfrr.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns exceptions into a message and an exit code: 2 for unusable input or options, 1 for a bug in the program. */
public final class ExecutionErrors implements IExecutionExceptionHandler {
    private static final int INTERRUPTED = 130;

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (parsed.hasMatchedOption("--debug")) {
            failure.printStackTrace(err);
        }
        return switch (failure) {
            case CancellationException _ -> say(err, "interrupted", INTERRUPTED);
            case UncheckedIOException e ->
                say(err, text(Objects.requireNonNull(e.getCause())), CommandLine.ExitCode.USAGE);
            case IOException e -> say(err, text(e), CommandLine.ExitCode.USAGE);
            case IllegalArgumentException e -> say(err, String.valueOf(e.getMessage()), CommandLine.ExitCode.USAGE);
            default -> {
                say(err, "this is a bug in icfrr. Please report it with the lines below", 1);
                failure.printStackTrace(err);
                yield CommandLine.ExitCode.SOFTWARE;
            }
        };
    }

    private static int say(PrintWriter err, String message, int code) {
        err.println("icfrr: " + message);
        err.flush();
        return code;
    }

    /** Names the problem, because the JDK's messages for files are often only the path. */
    private static String text(IOException failure) {
        if (failure instanceof FileSystemException e && e.getFile() != null && e.getReason() == null) {
            String what = switch (e) {
                case NoSuchFileException _ -> "no such file or folder";
                case AccessDeniedException _ -> "no permission";
                case FileAlreadyExistsException _ -> "is a file, but a folder is needed here";
                default -> e.getClass().getSimpleName();
            };
            return e.getFile() + ": " + what;
        }
        return String.valueOf(failure.getMessage());
    }
}
