package dev.icfrr.vision.onnx;

import dev.icfrr.io.AtomicFile;
import dev.icfrr.io.UserCache;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;

/**
 * The native libraries of ONNX Runtime. It unpacks them from its jar into a new temporary folder at each start, which
 * takes time and leaves a folder behind. This class unpacks them once, into the user's cache.
 */
final class OnnxLibraries {
    /** Where ONNX Runtime looks for its libraries instead of in the jar. */
    static final String PROPERTY = "onnxruntime.native.path";

    private static final String MAIN = "libonnxruntime.so";
    private static final List<String> FILES = List.of(MAIN, "libonnxruntime4j_jni.so");

    private OnnxLibraries() {}

    /**
     * Unpacks the libraries unless they are there, and tells ONNX Runtime where. Call this before its first use. Does
     * nothing if the property is set, on other systems than Linux, with the large libraries for GPUs, without a cache
     * folder, or if libraries cannot be loaded from that folder. ONNX Runtime then unpacks them itself.
     */
    static synchronized void unpackOnce() {
        if (System.getProperty(PROPERTY) == null) {
            UserCache.folderOfUser()
                    .flatMap(OnnxLibraries::unpack)
                    .ifPresent(folder -> System.setProperty(PROPERTY, folder.toString()));
        }
    }

    /** Returns a folder in {@code cache} with the libraries; empty if there can be none. */
    static Optional<Path> unpack(Path cache) {
        String platform = "linux-" + System.getProperty("os.arch").replace("amd64", "x64");
        String resources = "/ai/onnxruntime/native/" + platform + "/";
        URL main = OnnxLibraries.class.getResource(resources + MAIN);
        if (!System.getProperty("os.name").equals("Linux")
                || main == null
                || OnnxLibraries.class.getResource(resources + "libonnxruntime_providers_shared.so") != null) {
            return Optional.empty();
        }
        try {
            Path folder = cache.resolve("onnxruntime").resolve(platform + "-" + checksum(main));
            for (String file : FILES) {
                unpack(resources + file, folder.resolve(file));
            }
            return canBeLoaded(folder.resolve(MAIN)) ? Optional.of(folder.toAbsolutePath()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String checksum(URL library) throws IOException {
        return library.openConnection() instanceof JarURLConnection jar
                ? "%08x".formatted(entry(jar).getCrc())
                : "unpacked";
    }

    private static JarEntry entry(JarURLConnection jar) throws IOException {
        JarEntry entry = jar.getJarEntry();
        if (entry == null) {
            throw new IOException(jar.getURL() + ": no file of a jar");
        }
        return entry;
    }

    private static void unpack(String resource, Path to) throws IOException {
        URL packed = OnnxLibraries.class.getResource(resource);
        if (packed == null) {
            throw new IOException("no " + resource);
        }
        long size = packed.openConnection().getContentLengthLong();
        if (!Files.isRegularFile(to) || Files.size(to) != size) {
            try (InputStream in = packed.openStream()) {
                AtomicFile.write(to, in::transferTo);
            }
        }
    }

    /** Returns whether the system admits code from this folder: file systems can forbid it. */
    @SuppressWarnings("restricted") // ONNX Runtime itself needs native access
    private static boolean canBeLoaded(Path library) {
        try {
            SymbolLookup.libraryLookup(library, Arena.global());
            return true;
        } catch (IllegalArgumentException | IllegalCallerException e) {
            return false;
        }
    }
}
