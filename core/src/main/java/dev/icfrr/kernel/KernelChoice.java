package dev.icfrr.kernel;

import java.util.Optional;

/** The result of choosing a provider: the provider, or the reason why it is not available. */
sealed interface KernelChoice {

    /** A provider that can run. */
    record Chosen(Kernels kernels) implements KernelChoice {}

    /** A provider that cannot run here, and why. */
    record Refused(String reason) implements KernelChoice {}

    /** Returns the provider of that name, or the reason why it cannot run here. */
    static KernelChoice of(String wanted) {
        return switch (wanted) {
            case "auto" -> new Chosen(automatic());
            case "scalar" -> new Chosen(scalar());
            case "simd" -> simd();
            case "openblas" -> openBlas();
            default ->
                new Refused("-D" + Kernels.PROPERTY + "=" + wanted
                        + " is no kernel provider: use auto, scalar, simd or openblas");
        };
    }

    /** Returns the provider in plain Java, which runs everywhere. */
    static Kernels scalar() {
        ScalarDistances distances = new ScalarDistances();
        return new Kernels(
                "scalar",
                distances,
                new ScalarRowDistances(),
                stride -> new PlainBlockDistances(distances, stride),
                null,
                new ScalarProducts(),
                new ScalarSelection());
    }

    private static Kernels automatic() {
        Optional<String> obstacle = obstacleToSimd();
        if (obstacle.isEmpty()) {
            return SimdKernels.create();
        }
        System.getLogger(Kernels.class.getName())
                .log(System.Logger.Level.WARNING, "Scalar kernels, several times slower: " + obstacle.get());
        return scalar();
    }

    private static KernelChoice simd() {
        return obstacleToSimd()
                .<KernelChoice>map(why -> new Refused("no SIMD kernels: " + why))
                .orElseGet(() -> new Chosen(SimdKernels.create()));
    }

    private static KernelChoice openBlas() {
        Kernels rest = obstacleToSimd().isEmpty() ? SimdKernels.create() : scalar();
        return switch (OpenBlas.load()) {
            case OpenBlas.Found found ->
                new Chosen(new Kernels(
                        "openblas+" + rest.name(),
                        rest.distances(),
                        rest.rowDistances(),
                        rest.blockDistances(),
                        rest.productsOfBlock(),
                        new BlasProducts(found),
                        rest.selection()));
            case OpenBlas.Missing missing -> new Refused("no OpenBLAS: " + missing.reason());
        };
    }

    /** Returns the reason why SIMD kernels cannot run here and the remedy; empty if they can. */
    private static Optional<String> obstacleToSimd() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return Optional.of("the vector module is not loaded; start java with --add-modules jdk.incubator.vector");
        }
        if (!"64".equals(System.getProperty("sun.arch.data.model", "64"))) {
            return Optional.of("this is a 32-bit JVM; use a 64-bit one");
        }
        if (System.getProperty("java.vm.info", "").contains("interpreted mode")) {
            return Optional.of("the JVM only interprets; start java without -Xint");
        }
        int bits = SimdKernels.vectorBits();
        if (bits < SimdKernels.LEAST_BITS) {
            return Optional.of(
                    "the vectors of this processor and JVM have " + bits + " bits and " + SimdKernels.LEAST_BITS
                            + " are needed; check -XX:UseAVX and -XX:MaxVectorSize if the processor has more");
        }
        return Optional.empty();
    }
}
