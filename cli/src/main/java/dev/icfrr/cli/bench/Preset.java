package dev.icfrr.cli.bench;

import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.util.Locale;
import java.util.Optional;

/** Sizes of the data sets that the method is measured on, with the authors' parameters where they are known. */
@SuppressWarnings("ImmutableEnumChecker") // records of values, which the check cannot tell
public enum Preset {
    /** TU-Berlin Extension, zero-shot split. */
    TUBERLIN(new BenchInputs("tuberlin", 27_989, 2_400, 768, 30, Preset.NOISE, 1), new BenchParameters(512, 512)),
    /** Sketchy, split 1. */
    SKETCHY1(new BenchInputs("sketchy1", 17_101, 15_229, 768, 25, Preset.NOISE, 1), BenchParameters.ofAuthors()),
    /** Sketchy, split 2. */
    SKETCHY2(new BenchInputs("sketchy2", 12_553, 12_694, 768, 21, Preset.NOISE, 1), new BenchParameters(125, 100)),
    /** QuickDraw Extended. */
    QUICKDRAW(new BenchInputs("quickdraw", 54_151, 92_291, 768, 30, Preset.NOISE, 1), BenchParameters.ofAuthors()),
    /** A larger gallery: approximate neighbors, and queries that re-rank a list of candidates. */
    MILLION(
            new BenchInputs("million", 1_000_000, 100, 256, 1_000, 1.2, 1),
            new BenchParameters(
                    100,
                    IcfrrParameters.DEFAULTS.withKq(100).withUpdate(UpdateRule.ACCUMULATING),
                    Optional.of(0.95),
                    1_000)),
    /** Ten times as many items, with classes of the same size. */
    TEN_MILLION(
            new BenchInputs("ten-million", 10_000_000, 100, 256, 10_000, 1.2, 1),
            new BenchParameters(
                    64,
                    IcfrrParameters.DEFAULTS.withKq(64).withUpdate(UpdateRule.ACCUMULATING),
                    Optional.of(0.95),
                    1_000));

    /** Noise that gives a few dozen classes an initial mAP of about 0.65. */
    public static final double NOISE = 1.7;

    private final BenchInputs inputs;
    private final BenchParameters parameters;

    Preset(BenchInputs inputs, BenchParameters parameters) {
        this.inputs = inputs;
        this.parameters = parameters;
    }

    /** The inputs. */
    public BenchInputs inputs() {
        return inputs;
    }

    /** The method's parameters. */
    public BenchParameters parameters() {
        return parameters;
    }

    /** Returns the name as it is typed, for example {@code ten-million}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
