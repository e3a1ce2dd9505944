package dev.icfrr.vision.onnx;

import dev.icfrr.io.FileHashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The file of an ONNX model and the files of weights that it names. */
public final class OnnxFile {

    private static final int HEAD = 64;

    private OnnxFile() {}

    /**
     * Checks that a path is the file of a model, as far as its first bytes tell.
     *
     * @throws IOException saying what the file is instead
     */
    public static void check(Path model) throws IOException {
        if (Files.isDirectory(model)) {
            throw new IOException(model + ": is a folder; name the ONNX file in it");
        }
        if (!Files.isRegularFile(model)) {
            throw new IOException(model + ": there is no such model");
        }
        byte[] head;
        try (var in = Files.newInputStream(model)) {
            head = in.readNBytes(HEAD);
        }
        String fault = fault(head);
        if (fault != null) {
            throw new IOException(model + ": is " + fault);
        }
    }

    private static @Nullable String fault(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String start = text.replaceFirst("^(\u00ef\u00bb\u00bf)?\\s*", "").toLowerCase(Locale.ROOT);
        if (head.length == 0) {
            return "an empty file, not an ONNX model; download it again";
        } else if (start.startsWith("version https://git-lfs")) {
            return "a Git LFS pointer instead of the model itself; fetch it with 'git lfs pull'";
        } else if (start.startsWith("<!doctype") || start.startsWith("<html") || start.startsWith("<?xml")) {
            return "a web page, not an ONNX model; the download went wrong";
        } else if (text.startsWith("PK\u0003\u0004")) {
            return "a zip file, for example a PyTorch checkpoint, not an ONNX model; unpack it, or export the network with"
                    + " torch.onnx.export, or use 'icfrr import-checkpoint' for a Vision Transformer";
        } else if (text.startsWith("\u001f\u008b")) {
            return "a gzip file, not an ONNX model; decompress it first";
        } else if (head[0] == (byte) 0x80) {
            return "a Python pickle, for example a PyTorch checkpoint, not an ONNX model; export the network with"
                    + " torch.onnx.export";
        } else if (start.startsWith("{") || start.startsWith("[")) {
            return "a JSON file, not an ONNX model";
        }
        return null;
    }

    /**
     * Returns the identity of a model: a SHA-256 in hexadecimal that changes with every byte that affects its results.
     * If all weights are in the model's file, it is the hash of the file. Otherwise it also covers the files of weights
     * that the model names.
     *
     * @throws IOException if a file cannot be read
     */
    public static String sha256(Path model) throws IOException {
        String own = FileHashes.sha256(model);
        SortedMap<String, String> weights = new TreeMap<>();
        for (String location : ExternalData.locations(model)) {
            weights.put(location, FileHashes.sha256(weightsFile(model, location)));
        }
        if (weights.isEmpty()) {
            return own;
        }
        MessageDigest digest = FileHashes.newDigest();
        digest.update(("model " + own + "\n").getBytes(StandardCharsets.UTF_8));
        weights.forEach(
                (location, hash) -> digest.update((hash + " " + location + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Path weightsFile(Path model, String location) throws IOException {
        Path file;
        try {
            file = model.resolveSibling(location);
        } catch (InvalidPathException e) {
            throw new IOException(model + ": its weights are in '" + location + "', which is no file name", e);
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": there is no such file; the model " + model
                    + " has its weights there. Copy it beside the model under this name.");
        }
        return file;
    }
}
