package dev.icfrr.cli.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One call in a process of its own: for a Python without JPype. Arrays are files. */
public final class FileCall {
    private static final long MILLISECONDS_BETWEEN_REPORTS = 200;

    private FileCall() {}

    /**
     * Runs a call and prints its progress.
     *
     * @param arguments the name of the call, the file of its request, and the file for its outcome
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Job job = new Session().start(arguments[0], Files.readString(Path.of(arguments[1])));
        while (!job.waitFor(MILLISECONDS_BETWEEN_REPORTS)) {
            System.out.println(job.progress());
        }
        String outcome = JsonMapper.shared().writeValueAsString(Map.of("failure", job.failure(), "text", job.text()));
        Files.write(Path.of(arguments[2]), outcome.getBytes(StandardCharsets.UTF_8));
        System.exit(0);
    }
}
