package dev.icfrr.cli.tensor;

import dev.icfrr.cli.console.TextTable;
import dev.icfrr.cli.console.TextTable.Column;
import dev.icfrr.embeddings.EmbeddingFiles;
import dev.icfrr.embeddings.data.TableFile;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import dev.icfrr.tensor.Value;
import dev.icfrr.text.PrintableText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code icfrr info}: lists the contents of files of tensors and embeddings without executing anything in them. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lists the names, types and shapes in tensor files (.pth, .npy, .npz, .safetensors, .fvecs, .ivecs, .bvecs, "
                        + ".fbin, .ibin, .u8bin and .i8bin) and in Parquet, HDF5 and FAISS files, with the options that read their "
                        + "columns. Never executes code in a file; objects of other classes are listed as inert.")
public final class InfoCommand implements Callable<Integer> {

    enum Format {
        TABLE,
        JSON
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files.")
    private List<Path> files = List.of();

    @Option(
            names = {"--stats"},
            description =
                    "Add minimum, maximum, mean and the numbers of NaN and infinite values of tensors and embeddings. "
                            + "Reads every value.")
    private boolean statistics;

    @Option(
            names = {"--verify"},
            description = "Compare .pth and .npz files with their checksums. Reads every byte.")
    private boolean verify;

    @Option(
            names = {"--limit"},
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Largest number of tensors, of columns, and of inert objects, to list per file (${DEFAULT-VALUE}).")
    private int limit = 1000;

    @Option(
            names = {"--format"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "Output format: table or json (${DEFAULT-VALUE}).")
    private String format = "table";

    @Override
    public Integer call() throws IOException {
        Format wanted = switch (format) {
            case "table" -> Format.TABLE;
            case "json" -> Format.JSON;
            default ->
                throw new ParameterException(spec.commandLine(), "--format is table or json, not '" + format + "'");
        };
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit must be at least 0, not " + limit);
        }
        PrintWriter out = spec.commandLine().getOut();
        JsonMapper json = new JsonMapper();
        ArrayNode all = json.createArrayNode();
        for (Path path : files) {
            Optional<TableFile> table = EmbeddingFiles.openTable(path);
            if (table.isPresent()) {
                describeColumns(table.get(), wanted, out, all);
                continue;
            }
            try (TensorFile file = TensorFiles.open(path)) {
                if (wanted == Format.TABLE) {
                    printTable(file, out);
                } else {
                    describe(file, all.addObject());
                }
            }
        }
        if (wanted == Format.JSON) {
            out.println(json.writerWithDefaultPrettyPrinter().writeValueAsString(all));
        }
        out.flush();
        return 0;
    }

    private void describeColumns(TableFile table, Format wanted, PrintWriter out, ArrayNode all) throws IOException {
        try (table) {
            if (verify) {
                throw new IOException(table.path() + ": is " + table.format()
                        + ", whose checksums --verify does not compare. Leave out --verify for this file");
            }
            ColumnReport report = new ColumnReport(table, statistics, limit);
            if (wanted == Format.TABLE) {
                report.print(out);
            } else {
                report.describe(all.addObject());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void printTable(TensorFile file, PrintWriter out) throws IOException {
        Map<String, Tensor> tensors = file.tensors();
        Map<String, Value.Opaque> inert = file.inert();
        out.println(file.path() + ": " + file.kind().title() + ", " + file.root() + count(tensors.size(), "tensor")
                + (inert.isEmpty() ? "" : count(inert.size(), "inert object")));
        List<Map.Entry<String, Tensor>> listed =
                tensors.entrySet().stream().limit(limit).toList();
        TextTable table = new TextTable(Collections.nCopies(4, Column.left("")));
        for (Map.Entry<String, Tensor> entry : listed) {
            Tensor tensor = entry.getValue();
            table.row(List.of(
                    "  " + shownName(entry.getKey()),
                    tensor.dtype().torchName(),
                    Arrays.toString(tensor.shape()),
                    statistics ? shownStatistics(tensor) : ""));
        }
        out.print(table);
        more(tensors.size(), out);
        for (Map.Entry<String, Value.Opaque> entry :
                inert.entrySet().stream().limit(limit).toList()) {
            out.println("  " + shownName(entry.getKey()) + "  inert  "
                    + PrintableText.shorten(entry.getValue().type().qualifiedName()));
        }
        more(inert.size(), out);
        if (verify) {
            out.println("  " + verified(file.verify()));
        }
    }

    private static String count(int number, String noun) {
        return ", " + number + " " + noun + (number == 1 ? "" : "s");
    }

    private void more(int number, PrintWriter out) {
        if (number > limit) {
            out.println("  … and " + (number - limit) + " more (--limit)");
        }
    }

    private static String verified(int entries) {
        return entries == 0 ? "this format has no checksums" : entries + " checksums are right";
    }

    private static String shownName(String name) {
        return name.isEmpty() ? "(the whole file)" : PrintableText.shorten(name);
    }

    private static String shownStatistics(Tensor tensor) {
        return TensorStatistics.isPossible(tensor)
                ? TensorStatistics.of(tensor).toString()
                : tensor.dtype().isComplex() ? "(complex)" : "(repeats its elements)";
    }

    private void describe(TensorFile file, ObjectNode into) throws IOException {
        into.put("file", file.path().toString());
        into.put("kind", file.kind().title());
        into.put("root", file.root().toString());
        Map<String, Tensor> tensors = file.tensors();
        into.put("tensor_count", tensors.size());
        ArrayNode listed = into.putArray("tensors");
        for (Map.Entry<String, Tensor> entry :
                tensors.entrySet().stream().limit(limit).toList()) {
            Tensor tensor = entry.getValue();
            ObjectNode node = listed.addObject();
            node.put("name", entry.getKey());
            node.put("dtype", tensor.dtype().torchName());
            ArrayNode shape = node.putArray("shape");
            Arrays.stream(tensor.shape()).forEach(shape::add);
            if (statistics && TensorStatistics.isPossible(tensor)) {
                TensorStatistics.of(tensor).describe(node.putObject("statistics"));
            }
        }
        Map<String, Value.Opaque> inert = file.inert();
        into.put("inert_count", inert.size());
        ArrayNode inertNodes = into.putArray("inert");
        for (Map.Entry<String, Value.Opaque> entry :
                inert.entrySet().stream().limit(limit).toList()) {
            ObjectNode node = inertNodes.addObject();
            node.put("name", entry.getKey());
            node.put("type", PrintableText.shorten(entry.getValue().type().qualifiedName()));
        }
        if (verify) {
            into.put("verified_checksums", file.verify());
        }
    }
}
