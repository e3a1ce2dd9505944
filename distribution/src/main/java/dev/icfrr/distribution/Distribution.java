package dev.icfrr.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds the folder of the distribution and its archives. */
@Command(name = "distribution", sortOptions = false)
final class Distribution implements Callable<Integer> {
    private static final String ONNX = "onnxruntime";

    @Option(names = "--project", required = true)
    private Path project = Path.of("");

    @Option(names = "--target", required = true)
    private Path target = Path.of("");

    @Option(names = "--release", required = true)
    private String release = "";

    @Option(names = "--time", required = true)
    private String time = "";

    @Option(
            names = "--jmods",
            description = "The jmods folder of a JDK of the same version for another platform; empty for this one.")
    private Path jmods = Path.of("");

    private Distribution() {}

    /** Runs the build and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Distribution()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        FileTime stamp = FileTime.from(Instant.parse(time));
        Optional<Path> modules = Optional.of(jmods).filter(folder -> !String.valueOf(folder).isEmpty());
        Platform platform = modules.isPresent()
                ? RuntimeImage.platformOf(modules.get())
                : Platform.of(System.getProperty("os.name"), System.getProperty("os.arch"));
        Path program = project.resolve("cli/target");
        Path image = target.resolve("image");
        Path sbom = target.resolve("icfrr-sbom.json");
        if (!Files.exists(sbom)) {
            throw new IOException(sbom + " is missing. Maven makes it with the network only: build without -o");
        }
        delete(image);
        Files.createDirectories(image.resolve("lib/server"));

        List<Path> base = new ArrayList<>(List.of(program.resolve("icfrr.jar")));
        base.addAll(jarsIn(program.resolve("lib")));
        List<Path> server = jarsIn(program.resolve("server"));
        Jars jars = new Jars(platform, stamp);
        for (Path jar : base) {
            jars.copy(jar, image.resolve("lib").resolve(jar.getFileName()));
        }
        for (Path jar : server) {
            jars.copy(jar, image.resolve("lib/server").resolve(jar.getFileName()));
        }
        List<Path> all = Stream.concat(base.stream(), server.stream()).toList();
        RuntimeImage.link(all, all.stream().filter(Distribution::isOwn).toList(), modules, image.resolve("runtime"));
        fonts(image.resolve("runtime/lib"));
        TrainingData.write(image.resolve("lib/training"));
        copyTree(project.resolve("distribution/src/main/image"), image);
        copyTree(project.resolve("shell"), image.resolve("lib/shell"));
        Files.delete(image.resolve("lib/shell/java.sh"));
        RoffPages.copy(target.resolve("man"), image.resolve("share/man/man1"));
        copyTree(target.resolve("completions"), image.resolve("share/bash-completion/completions"));
        zshCompletion(image);
        documents(image, all, sbom);
        DebianFiles.write(
                project.resolve("distribution/src/deb"),
                image.resolve("share/doc/icfrr/THIRD-PARTY.txt"),
                release,
                stamp.toInstant(),
                target.resolve("deb"));

        pack(image, base, server, stamp, "icfrr-" + release + "-" + platform.name());
        Files.delete(image.resolve("lib").resolve(onnx(base).getFileName()));
        List<Path> small = base.stream().filter(jar -> !jar.equals(onnx(base))).toList();
        pack(image, small, server, stamp, "icfrr-" + release + "-" + platform.name() + "-without-onnx");
        jars.copy(onnx(base), image.resolve("lib").resolve(onnx(base).getFileName()));
        classPaths(image, base, server);
        stamp(image, stamp);
        return 0;
    }

    private static Path onnx(List<Path> jars) {
        return jars.stream()
                .filter(jar -> name(jar).startsWith(ONNX))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no ONNX Runtime among the libraries"));
    }

    private void pack(Path image, List<Path> base, List<Path> server, FileTime stamp, String archive)
            throws IOException {
        classPaths(image, base, server);
        Path file = target.resolve(archive + ".tar.gz");
        TarGz.write(image, "icfrr-" + release, stamp, file);
        System.out.printf("%s: %.1f MB%n", file, Files.size(file) / 1e6);
    }

    /** Writes the class paths in a fixed order, which a start-up cache depends on. */
    private static void classPaths(Path image, List<Path> base, List<Path> server) throws IOException {
        Files.writeString(image.resolve("lib/class-path"), joined(base, ""));
        Files.writeString(image.resolve("lib/server-class-path"), joined(server, "server/"));
    }

    private static String joined(List<Path> jars, String folder) {
        return jars.stream().map(jar -> folder + name(jar)).collect(Collectors.joining(":")) + "\n";
    }

    /** The runtime draws with these fonts where the machine has none. */
    private void fonts(Path lib) throws IOException {
        copyTree(target.resolve("fonts"), lib.resolve("fonts"));
        Files.copy(
                project.resolve("distribution/src/main/fonts/fontconfig.properties"),
                lib.resolve("fontconfig.properties"));
    }

    private static void zshCompletion(Path image) throws IOException {
        Path folder = Files.createDirectories(image.resolve("share/zsh/site-functions"));
        Files.writeString(folder.resolve("_icfrr"), """
                #compdef icfrr
                # The completions of bash serve zsh too.
                autoload -U +X bashcompinit && bashcompinit
                (( $+functions[compopt] )) || compopt() { :; }
                source "${${(%):-%x}:A:h}/../../bash-completion/completions/icfrr"
                _bash_complete -o default -F _complete_icfrr
                """);
    }

    private void documents(Path image, List<Path> jars, Path sbom) throws IOException {
        Path folder = Files.createDirectories(image.resolve("share/doc/icfrr"));
        for (String file : List.of("LICENSE", "README.md", "CHANGELOG.md")) {
            Files.copy(project.resolve(file), folder.resolve(file));
        }
        for (Path jar : jars) {
            ThirdParty.copyNotices(jar, folder.resolve("licenses"));
        }
        Path dejavu = Files.createDirectories(folder.resolve("licenses/dejavu-fonts"));
        Files.copy(target.resolve("fonts-license/LICENSE"), dejavu.resolve("LICENSE"));
        Files.copy(sbom, folder.resolve("sbom.cdx.json"));
        String intro = Files.readString(project.resolve("distribution/src/main/notices/THIRD-PARTY.txt"));
        Files.writeString(
                folder.resolve("THIRD-PARTY.txt"),
                intro + "\n"
                        + ThirdParty.list(
                                sbom,
                                jars.stream().map(Distribution::name).toList(),
                                project.resolve("distribution/src/main/notices/licenses"),
                                folder.resolve("licenses")),
                StandardCharsets.UTF_8);
    }

    private static boolean isOwn(Path jar) {
        return name(jar).startsWith("icfrr");
    }

    private static String name(Path jar) {
        return String.valueOf(jar.getFileName());
    }

    private static List<Path> jarsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name(file).endsWith(".jar"))
                    .sorted(Comparator.comparing(Distribution::name))
                    .toList();
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** Packages and containers keep these times, and a start-up cache holds for files of the same times alone. */
    private static void stamp(Path folder, FileTime time) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !Files.isSymbolicLink(file))
                    .toList()) {
                Files.setLastModifiedTime(file, time);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
