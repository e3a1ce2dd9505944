package dev.icfrr.vision.checkpoint;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a checkpoint does not say by itself.
 *
 * @param heads number of attention heads if it is not {@code width / 64}, because shapes do not show it
 * @param state the dictionary of the parameters, for example {@code model_ema} or {@code
 *     state_dict.module.base_encoder}, if several fit
 */
public record CheckpointOptions(OptionalInt heads, Optional<String> state) {

    /** Neither. */
    public static final CheckpointOptions NONE = new CheckpointOptions(OptionalInt.empty(), Optional.empty());

    /** Checks the number of heads. */
    public CheckpointOptions {
        if (heads.isPresent() && heads.getAsInt() < 1) {
            throw new IllegalArgumentException("--heads must be at least 1, not " + heads.getAsInt());
        }
    }
}
