package dev.icfrr.cli.reproduce;

import dev.icfrr.cli.reproduce.Reproduction.Claim;
import dev.icfrr.io.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs a reproduction in a folder and compares the results with the published figures. */
public final class ReproductionRun {
    private final Reproduction reproduction;
    private final Folders folders;
    private final List<String> datasetOptions;
    private final Commands commands;
    private final PrintWriter out;
    private final Map<String, JsonNode> read = new LinkedHashMap<>();
    private int failures;

    /** Runs a command line of this program. */
    @FunctionalInterface
    public interface Commands {
        /** Runs the command and returns the exit code. */
        int run(String[] arguments, PrintWriter out, PrintWriter err);
    }

    /**
     * The folders of a run.
     *
     * @param work an existing folder for results
     * @param dataRoot folder of downloaded data sets
     * @param pretrainedRoot folder of downloaded checkpoints
     */
    public record Folders(Path work, Path dataRoot, Path pretrainedRoot) {
        /** Replaces the words that stand for folders. */
        String fill(String text) {
            return text.replace("{work}", work.toString())
                    .replace("{data-root}", dataRoot.toString())
                    .replace("{pretrained-root}", pretrainedRoot.toString());
        }
    }

    /**
     * Prepares a run.
     *
     * @param datasetOptions further options of steps that download data sets
     * @param out receives a line per step and figure
     */
    public ReproductionRun(
            Reproduction reproduction,
            Folders folders,
            List<String> datasetOptions,
            Commands commands,
            PrintWriter out) {
        this.reproduction = reproduction;
        this.folders = folders;
        this.datasetOptions = List.copyOf(datasetOptions);
        this.commands = commands;
        this.out = out;
    }

    /**
     * Runs all steps and prints ok or fail for each figure.
     *
     * @return how many failed
     * @throws IOException if files must be downloaded first, with a list of them, or if a step fails, with its output
     */
    public int run() throws IOException {
        requireDownloads();
        reproduction.origin().ifPresent(text -> out.println("  figures: " + text));
        reproduction.note().ifPresent(text -> out.println("  note: " + text));
        for (Map.Entry<String, String> file : reproduction.files().entrySet()) {
            byte[] content = Reproductions.resource(file.getValue());
            AtomicFile.write(folders.work().resolve(file.getKey()), stream -> stream.write(content));
        }
        for (String step : reproduction.steps()) {
            run(step);
        }
        reproduction
                .comparison()
                .forEach((method, means) -> means.forEach((metric, mean) -> {
                    JsonNode found = ofMethod(method).path("metrics").path(metric);
                    judge(method + "  " + metric, mean, found);
                }));
        for (Claim figure : reproduction.values()) {
            judge(figure.what(), figure.value(), json(figure.file()).at(figure.at()));
        }
        return failures;
    }

    private void requireDownloads() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Reproduction.Download download : reproduction.downloads()) {
            List<Path> places = Arrays.stream(download.file().split(" \\| ", -1))
                    .map(place -> Path.of(folders.fill(place)))
                    .toList();
            if (places.stream().noneMatch(Files::exists)) {
                missing.add("\n  " + places.stream().map(Path::toString).collect(Collectors.joining(" or ")) + ": "
                        + download.what() + ", from " + download.from());
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException("these files must be downloaded first (--data-root and --pretrained-root name other"
                    + " folders):" + String.join("", missing));
        }
    }

    private void run(String step) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (String word : step.strip().split("\\s+", -1)) {
            arguments.add(folders.fill(word));
        }
        if (reproduction.needs().isPresent() && arguments.getFirst().equals("dataset")) {
            arguments.addAll(datasetOptions);
        }
        out.println("  $ icfrr " + step.strip());
        out.flush();
        StringWriter said = new StringWriter();
        PrintWriter quiet = new PrintWriter(said);
        int code = commands.run(arguments.toArray(String[]::new), quiet, quiet);
        quiet.flush();
        if (code != 0) {
            throw new IOException("this step ended with code " + code + ":\n"
                    + said.toString().strip());
        }
    }

    private void judge(String what, double claimed, JsonNode found) {
        boolean holds = found.isNumber() && Math.abs(found.doubleValue() - claimed) <= reproduction.tolerance();
        failures += holds ? 0 : 1;
        String value = found.isNumber() ? String.format(Locale.ROOT, "%.4f", found.doubleValue()) : "missing";
        out.printf(
                Locale.ROOT,
                "  %-4s  %s: %s, claimed %.4f \u00b1 %s%n",
                holds ? "ok" : "fail",
                what,
                value,
                claimed,
                reproduction.tolerance());
        out.flush();
    }

    private JsonNode ofMethod(String method) {
        for (JsonNode row : json("comparison/comparison.json").path("methods")) {
            if (row.path("method").asString("").equals(method)) {
                return row;
            }
        }
        return JsonMapper.shared().missingNode();
    }

    /** Returns the content of a file, or a missing node if it cannot be read. */
    private JsonNode json(String file) {
        return read.computeIfAbsent(file, _ -> {
            try {
                return JsonMapper.shared()
                        .readTree(Files.readAllBytes(folders.work().resolve(file)));
            } catch (IOException | JacksonException e) {
                out.println("  " + file + " cannot be read: " + e.getMessage());
                return JsonMapper.shared().missingNode();
            }
        });
    }
}
