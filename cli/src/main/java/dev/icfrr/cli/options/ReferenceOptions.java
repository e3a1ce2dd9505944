package dev.icfrr.cli.options;

import picocli.CommandLine.Option;

/** Options of the public Python code whose purpose fell away: taken, so that its command lines go on working. */
@SuppressWarnings("unused") // picocli fills them, and that is all
public final class ReferenceOptions {
    @Option(
            names = {"--limited-memory", "--limited_memory"},
            description = "Taken and without effect: memory never grows with the square of the gallery.")
    private boolean limitedMemory;

    @Option(
            names = {"--cpu-as-metric-device", "--cpu_as_metric_device"},
            description = "Taken and without effect: all of it runs on the CPU.")
    private boolean cpuAsMetricDevice;

    @Option(
            names = {"--gpu-id", "--gpu_id"},
            paramLabel = "N",
            description = "Taken and without effect: all of it runs on the CPU.")
    private int gpuId;

    @Option(
            names = {"--batchsize"},
            paramLabel = "N",
            description = "Taken and without effect: queries are streamed, each on its own.")
    private int batchSize;
}
