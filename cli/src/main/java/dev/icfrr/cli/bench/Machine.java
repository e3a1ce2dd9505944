package dev.icfrr.cli.bench;

import dev.icfrr.cli.console.Bytes;
import dev.icfrr.cli.console.Version;
import dev.icfrr.distance.DistanceKernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes the machine of a measurement. */
final class Machine {
    private static final Path CPUS = Path.of("/proc/cpuinfo");

    private Machine() {}

    static Map<String, Object> provenance(int threads) {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("icfrr", Version.text());
        machine.put("kernel", DistanceKernels.name());
        machine.put("threads", threads);
        machine.put("processor", processor());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        machine.put("memory", Bytes.text(system.getTotalMemorySize()));
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", Runtime.version().toString());
        machine.put("java heap limit", Bytes.text(Runtime.getRuntime().maxMemory()));
        return machine;
    }

    private static String processor() {
        if (Files.isReadable(CPUS)) {
            try {
                return Files.readAllLines(CPUS).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException e) {
                return System.getProperty("os.arch");
            }
        }
        return System.getProperty("os.arch");
    }
}
