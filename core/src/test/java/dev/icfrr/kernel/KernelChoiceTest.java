package dev.icfrr.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelChoiceTest {

    @Test
    void theChosenProviderIsTheOneForced() {
        String forced = System.getProperty(Kernels.PROPERTY, "auto");
        if (!forced.equals("auto")) {
            assertThat(Kernels.get().name()).startsWith(forced);
        }
        assertThat(Kernels.get()).isSameAs(Kernels.get());
    }

    @Test
    void anUnknownNameIsRefusedAndTheKnownOnesAreListed() {
        assertThat(KernelChoice.of("cuda"))
                .isEqualTo(new KernelChoice.Refused(
                        "-Ddev.icfrr.kernel=cuda is no kernel provider: use auto, scalar, simd or openblas"));
    }

    @Test
    void openBlasIsFoundOrTheReasonSaysWhatToDo() {
        switch (KernelChoice.of("openblas")) {
            case KernelChoice.Chosen chosen ->
                assertThat(chosen.kernels().name()).startsWith("openblas+");
            case KernelChoice.Refused refused -> assertThat(refused.reason()).contains("install it");
        }
    }
}
