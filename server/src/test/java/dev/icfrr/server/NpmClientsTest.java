package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs clients and linters from npm. Skipped unless Node.js is installed and {@code npm ci} has run in
 * {@code server/src/test/npm}.
 */
class NpmClientsTest {
    private static final Path NPM = Path.of("src/test/npm");
    private static final String DESCRIPTION = "src/main/resources/dev/icfrr/server/page/openapi.yaml";
    private static TestServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        String version;
        try {
            version = run(Path.of("."), "node", "--version");
        } catch (IOException e) {
            version = "v0.0.0";
        }
        int major = Integer.parseInt(version.strip().replaceAll("v(\\d+)\\..*", "$1"));
        assumeTrue(major >= 20, "npm's clients are not tested: Node.js 20 or newer is not installed");
        assumeTrue(
                Files.isDirectory(NPM.resolve("node_modules")),
                "npm's clients are not tested: 'npm ci' has not run in server/src/test/npm");
        GalleryIndex index = Galleries.doodles(temporary.resolve("index"), 3, 8);
        server = TestServer.start(index);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** Runs a program and returns its output. Fails if it fails. */
    private static String run(Path in, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().put("REDOCLY_TELEMETRY", "off");
        builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("in time").isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static String tool(String name) {
        return NPM.resolve("node_modules/.bin").resolve(name).toAbsolutePath().toString();
    }

    private static String address() {
        return "http://127.0.0.1:" + server.port();
    }

    @Test
    void rerankClientsOfOtherServersWorkUnchanged() throws Exception {
        Path image = Files.write(folder.resolve("sketch.png"), Galleries.sketch(0));
        List<String> command =
                new ArrayList<>(List.of("node", "rerank-clients.mjs", address(), image.toString(), "house/0.png"));
        for (String name : List.of("fish", "house", "sailboat")) {
            for (int i = 1; i < 5; i++) {
                command.add(name + "/" + i + ".png");
            }
        }

        String answers = run(NPM, command.toArray(String[]::new));

        System.out.print(answers);
        assertThat(answers).contains("Cohere v1", "Cohere v2", "LangChain", "Jina");
    }

    @Test
    void aGeneratedClientCompilesAndWorks() throws Exception {
        Path client = Files.createDirectories(Path.of("target/generated-client").toAbsolutePath());
        Path modules = client.resolve("node_modules");
        if (!Files.exists(modules)) {
            Files.createSymbolicLink(modules, NPM.resolve("node_modules").toAbsolutePath());
        }
        Files.writeString(client.resolve("package.json"), "{\"type\":\"module\"}");
        Files.writeString(client.resolve("generated-client.ts"), Files.readString(NPM.resolve("generated-client.ts")));
        run(
                Path.of("."),
                tool("openapi-typescript"),
                DESCRIPTION,
                "-o",
                client.resolve("api.d.ts").toString());
        run(
                client,
                tool("tsc"),
                "--strict",
                "--exactOptionalPropertyTypes",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--types",
                "node",
                "generated-client.ts");

        String output = run(client, "node", "generated-client.js", address(), "fish/0.png");

        assertThat(output).contains("24 items, multiscale vote");
    }

    @Test
    void theDescriptionPassesRedoclysLint() throws Exception {
        assertThat(run(Path.of("."), tool("redocly"), "lint", "--max-problems", "100", DESCRIPTION))
                .contains("Your API description is valid")
                .doesNotContainIgnoringCase("warning was")
                .doesNotContain("[1]");
    }

    @Test
    void theDescriptionPassesSpectralsLint() throws Exception {
        assertThat(run(
                        Path.of("."),
                        tool("spectral"),
                        "lint",
                        "--fail-severity",
                        "hint",
                        "-r",
                        NPM.resolve("spectral.yaml").toString(),
                        DESCRIPTION))
                .contains("No results");
    }
}
