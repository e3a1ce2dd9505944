package dev.icfrr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the scripts do before Java runs, in environments that containers, cron and other users have. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {

    private static final Path SCRIPT =
            Path.of("..", "shell", "java.sh").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    private Path jdk;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void fakeJdk() throws IOException {
        jdk = folder.resolve("jdk-25");
        program(jdk.resolve("bin/java"), "echo fake");
        program(jdk.resolve("bin/javac"), "echo fake");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** Sources the script in an environment with these variables only, then runs the commands. */
    private Result run(Map<String, String> environment, String commands) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", "-c", "set -euo pipefail; source '" + SCRIPT + "'; " + commands, "icfrr")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8).strip(),
                Files.readString(err, StandardCharsets.UTF_8).strip());
    }

    @Test
    void switchesToUtf8IfThereIsNoLocale() throws Exception {
        String shown = "echo \"$(locale charmap)\"";
        assertThat(run(Map.of("JAVA_HOME", jdk.toString()), shown)).isEqualTo(new Result(0, "UTF-8", ""));
        for (String all : new String[] {"C", "POSIX", "xx_YY.UTF-8"}) {
            assertThat(run(Map.of("JAVA_HOME", jdk.toString(), "LC_ALL", all), shown)
                            .out())
                    .as(all)
                    .isEqualTo("UTF-8");
        }
    }

    @Test
    void keepsALocaleThatHasAnEncoding() throws Exception {
        Result result = run(Map.of("JAVA_HOME", jdk.toString(), "LC_ALL", "C.UTF-8"), "echo $LC_ALL${LC_CTYPE:-}");
        assertThat(result.out()).isEqualTo("C.UTF-8");
    }

    @Test
    void runsWithoutAHome() throws Exception {
        assertThat(run(Map.of("JAVA_HOME", jdk.toString()), "echo \"$jdk\""))
                .isEqualTo(new Result(0, jdk.toString(), ""));
    }

    @Test
    void saysThatJavaHomeIsWrong() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Path old = folder.resolve("jdk-17");
        program(old.resolve("bin/java"), "echo fake");
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        String path = jdk.resolve("bin") + ":/usr/bin:/bin";
        Map<Path, String> faults =
                Map.of(folder.resolve("gone"), "no such folder", empty, "no bin/java", old, "not a JDK 25");
        for (Map.Entry<Path, String> fault : faults.entrySet()) {
            Result result = run(Map.of("JAVA_HOME", fault.getKey().toString(), "PATH", path), "echo \"$jdk\"");
            assertThat(result.out()).isEqualTo(jdk.toString());
            assertThat(result.err())
                    .startsWith("icfrr: JAVA_HOME is " + fault.getKey())
                    .contains(fault.getValue(), "using " + jdk);
        }
    }

    @Test
    void saysInOneSentenceThatThereIsNoNetwork() throws Exception {
        program(
                folder.resolve("bin/mvn"),
                "for i in 1 2 3; do echo '[ERROR] Could not transfer artifact a:b from/to central: Unknown host'; done; exit 1");
        Result result = run(
                Map.of("JAVA_HOME", jdk.toString(), "PATH", folder.resolve("bin") + ":/usr/bin:/bin"),
                "run_maven . -pl cli");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().lines().toList())
                .singleElement()
                .asString()
                .startsWith("icfrr: Maven cannot download the libraries");
    }

    @Test
    void showsWhatTheCompilerSays() throws Exception {
        program(folder.resolve("bin/mvn"), "echo '[ERROR] Foo.java:[3,20] cannot find symbol'; exit 1");
        Result result = run(
                Map.of("JAVA_HOME", jdk.toString(), "PATH", folder.resolve("bin") + ":/usr/bin:/bin"),
                "run_maven . -pl cli");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("Foo.java:[3,20]", "the build failed");
    }
}
