package dev.icfrr.cli.console;

/** The setting that gives the JVM a larger heap, for messages. */
public final class HeapOption {
    /** The serial collector keeps a thirtieth of the heap free, which {@link Runtime#maxMemory} leaves out. */
    private static final int PARTS = 30;

    private static final long MEBIBYTE = 1 << 20;

    private HeapOption() {}

    /** Returns the setting with which {@link Runtime#maxMemory} is at least so many bytes. */
    public static String of(long bytes) {
        return "ICFRR_JAVA_OPTS=-Xmx" + Math.ceilDiv(bytes / (PARTS - 1) * PARTS + PARTS, MEBIBYTE) + "m";
    }
}
