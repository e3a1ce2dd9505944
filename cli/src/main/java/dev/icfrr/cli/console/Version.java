package dev.icfrr.cli.console;

import dev.icfrr.distance.DistanceKernels;
import dev.icfrr.vision.onnx.OnnxEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The version that the build wrote into the jar; with {@code --verbose}, also what the program runs on. */
public final class Version implements IVersionProvider {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public String[] getVersion() {
        boolean isVerbose =
                Boolean.TRUE.equals(spec.root().findOption("--verbose").getValue());
        return (isVerbose ? details() : brief()).toArray(new String[0]);
    }

    /** Returns the lines without {@code --verbose}. */
    public static List<String> brief() {
        return List.of("icfrr " + text(), "Java " + Runtime.version());
    }

    /** Returns the version number. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static List<String> details() {
        return List.of(
                "icfrr      " + text(),
                "build      " + build(),
                "Java       " + Runtime.version() + ", " + property("java.vendor") + ", in " + property("java.home"),
                "VM         " + property("java.vm.name") + ", "
                        + Bytes.text(Runtime.getRuntime().maxMemory()) + " of heap at most",
                "system     " + property("os.name") + " " + property("os.version") + ", " + property("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors",
                "kernels    " + kernels(),
                "ONNX       " + OnnxEngine.description());
    }

    /** Returns the commit and the time of the release, which the build writes beside this class. */
    private static String build() {
        try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                return "development";
            }
            Properties build = new Properties();
            build.load(in);
            return "commit " + build.getProperty("revision") + ", release of " + build.getProperty("time");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "-");
    }

    private static String kernels() {
        try {
            return DistanceKernels.name();
        } catch (IllegalStateException e) {
            return "none: " + e.getMessage();
        }
    }
}
