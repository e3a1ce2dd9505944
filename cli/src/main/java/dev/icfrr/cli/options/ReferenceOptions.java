package dev.icfrr.cli.options;

import picocli.CommandLine.Option;

/**
 * Options of the public Python code that change nothing here. They are accepted, so that its command lines still work.
 */
@SuppressWarnings("unused") // filled by picocli, never read
public final class ReferenceOptions {
    /** Lists these options at the end of a command's help. */
    public static final String FOOTER =
            "Accepted for the Python program's command lines and ignored: --limited-memory, "
                    + "--cpu-as-metric-device, --gpu-id N, --batchsize N. Options of that program may also be spelled with "
                    + "underscores instead of hyphens.";

    @Option(
            names = {"--limited-memory", "--limited_memory"},
            hidden = true)
    private boolean limitedMemory;

    @Option(
            names = {"--cpu-as-metric-device", "--cpu_as_metric_device"},
            hidden = true)
    private boolean cpuAsMetricDevice;

    @Option(
            names = {"--gpu-id", "--gpu_id"},
            hidden = true)
    private int gpuId;

    @Option(
            names = {"--batchsize"},
            hidden = true)
    private int batchSize;
}
