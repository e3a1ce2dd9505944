package dev.icfrr.vision.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.tensor.PthWriter;
import dev.icfrr.tensor.SafetensorsWriter;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.Value;
import dev.icfrr.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that parameters are found under the keys and prefixes of training programs, and never guessed. */
class StateDictTest {

    private static final VitShape TINY = new VitShape(8, 2, 2, 4, 2, 2, 12);

    @TempDir
    Path folder;

    /** Returns parameters whose first bias holds a number, by which they are told apart. */
    private static Map<String, Tensor> parameters(String prefix, float number) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        TINY.parameters().forEach((name, shape) -> {
            int count = 1;
            for (long size : shape) {
                count *= (int) size;
            }
            float[] values = new float[count];
            values[0] = number;
            state.put(prefix + name, Tensor.of(values, shape));
        });
        return state;
    }

    private static Value dict(Map<String, ?> entries) {
        Map<String, Value> values = new LinkedHashMap<>();
        entries.forEach((key, value) -> values.put(key, Value.of(value)));
        return Value.Dict.ordered(values);
    }

    private Checkpoint open(Value value, String state) throws IOException {
        Path path = folder.resolve("checkpoint.pth");
        PthWriter.write(path, value);
        return open(path, state);
    }

    private static Checkpoint open(Path path, String state) throws IOException {
        CheckpointOptions options =
                new CheckpointOptions(OptionalInt.of(2), Optional.of(state).filter(key -> !key.isEmpty()));
        return Checkpoint.open(
                path, options, Optional.of(new Preprocessing(List.of(), Preprocessing.UNIT_SCALE, List.of())));
    }

    private static float number(Checkpoint checkpoint) {
        return checkpoint.weights().values("patch_embed.proj.bias")[0];
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | '' | -",
                "- | module. | prefix 'module.' removed from their names",
                "- | model. | prefix 'model.' removed from their names",
                "- | _orig_mod.module. | prefix '_orig_mod.module.' removed from their names",
                "model_state_dict_best | '' | -",
                "model_state_dict_best | module. | prefix 'module.' removed from their names",
                "state_dict | '' | parameters under 'state_dict'",
                "model | '' | parameters under 'model'",
                "model_ema | '' | parameters under 'model_ema'",
                "state_dict | module.base_encoder. | parameters under 'state_dict', prefix 'module.base_encoder.' removed from their names",
                "a.b.teacher | backbone. | parameters under 'a.b.teacher', prefix 'backbone.' removed from their names",
            })
    void parametersAreFoundUnderAnyKeyAndPrefix(String key, String prefix, String remark) throws IOException {
        Value value = dict(parameters(prefix, 3));
        if (key != null) {
            String[] keys = key.split("\\.");
            for (int i = keys.length - 1; i >= 0; i--) {
                value = dict(Map.of(keys[i], value, "epoch", 3L, "optimizer", Map.of("state", Map.of())));
            }
        }
        try (Checkpoint checkpoint = open(value, "")) {
            assertThat(number(checkpoint)).isEqualTo(3);
            assertThat(checkpoint.remark()).isEqualTo(Optional.ofNullable(remark));
        }
    }

    @Test
    void severalSetsAreNeverGuessed() throws IOException {
        Map<String, Tensor> moco = new LinkedHashMap<>(parameters("module.base_encoder.", 3));
        moco.putAll(parameters("module.momentum_encoder.", 4));
        Map<String, Value> all = new LinkedHashMap<>();
        all.put("model", dict(parameters("", 1)));
        all.put("model_ema", dict(parameters("module.", 2)));
        all.put("state_dict", dict(moco));
        Value value = dict(all);
        assertThatThrownBy(() -> open(value, ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("--state: model, model_ema.module, state_dict.module.base_encoder,"
                        + " state_dict.module.momentum_encoder");
        assertThatThrownBy(() -> open(value, "state_dict")).hasMessageContaining("state_dict.module.momentum_encoder");
        assertThatThrownBy(() -> open(value, "teacher"))
                .hasMessageContaining("--state teacher names no parameters")
                .hasMessageContaining("model_ema");
        float[] numbers = new float[4];
        String[] keys = {"model", "model_ema", "state_dict.module.base_encoder", "state_dict.module.momentum_encoder"};
        for (int i = 0; i < 4; i++) {
            try (Checkpoint checkpoint = open(value, keys[i])) {
                numbers[i] = number(checkpoint);
            }
        }
        assertThat(numbers).containsExactly(1, 2, 3, 4);
    }

    @Test
    void theDictionaryOfTheAuthorsGoesFirst() throws IOException {
        Value value = dict(Map.of("model_state_dict_best", dict(parameters("", 1)), "last", dict(parameters("", 2))));
        try (Checkpoint first = open(value, "");
                Checkpoint second = open(value, "last")) {
            assertThat(number(first)).isEqualTo(1);
            assertThat(number(second)).isEqualTo(2);
        }
    }

    @Test
    void aDictionaryThatStandsTwiceIsOneSet() throws IOException {
        Value shared = dict(parameters("", 5));
        try (Checkpoint checkpoint = open(dict(Map.of("model", shared, "best", shared)), "")) {
            assertThat(number(checkpoint)).isEqualTo(5);
        }
        for (String key : new String[] {"model", "best"}) {
            try (Checkpoint checkpoint = open(dict(Map.of("model", shared, "best", shared)), key)) {
                assertThat(number(checkpoint)).isEqualTo(5);
                assertThat(checkpoint.remark()).contains("parameters under '" + key + "'");
            }
        }
    }

    @Test
    void entriesWithoutThePrefixAreLeftOutAndCounted() throws IOException {
        Map<String, Tensor> dino = new LinkedHashMap<>(parameters("backbone.", 6));
        dino.put("head.mlp.0.weight", Tensor.of(new float[4], 2, 2));
        dino.put("head.mlp.0.bias", Tensor.of(new float[2], 2));
        try (Checkpoint checkpoint = open(dict(Map.of("teacher", dict(dino))), "")) {
            assertThat(number(checkpoint)).isEqualTo(6);
            assertThat(checkpoint.remark().orElseThrow()).endsWith("2 entries without it left out");
        }
        Map<String, Tensor> odd = new LinkedHashMap<>(parameters("", 6));
        odd.put("neck.weight", Tensor.of(new float[4], 2, 2));
        assertThatThrownBy(() -> open(dict(odd), "")).hasMessageContaining("unexpected: neck.weight");
    }

    @Test
    void safetensorsAreCheckpointsToo() throws IOException {
        Path path = folder.resolve("model.safetensors");
        SafetensorsWriter.write(path, parameters("model.", 7));
        try (Checkpoint checkpoint = open(path, "")) {
            assertThat(number(checkpoint)).isEqualTo(7);
        }
    }

    @Test
    void anotherModelIsNamedByItsParameters() {
        Value value = dict(Map.of("state_dict", dict(Map.of("conv1.weight", Tensor.of(new float[4], 2, 2)))));
        assertThatThrownBy(() -> open(value, ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'patch_embed.proj.weight' is missing; found are conv1.weight");
    }
}
