package dev.icfrr.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that a file with damaged bytes is refused with the declared exception or read to some values. */
class MutationTest {

    @RegisterExtension
    final Seed seed = new Seed(20261123);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "checkpoint.pth, 750",
        "protocol_4.pth, 250",
        "legacy_views.pth, 750",
        "deflated.pth, 250",
        "np_fortran.npy, 250",
        "np_pair.npz, 400",
        "np_pair_compressed.npz, 400",
        "three.fvecs, 200",
        "three.bvecs, 200",
        "every_type.safetensors, 1500",
        "subclass.pth, 250",
        "np_strings_wide.npy, 200",
        "three.fbin, 100",
        "truth.ibin, 100"
    })
    void damagedFilesAreRefusedOrRead(String name, int rounds) throws IOException {
        byte[] valid = Files.readAllBytes(Golden.file(name));
        Random random = new Random(seed.value() + name.hashCode());
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            Path file = folder.resolve(round % 8 + name);
            Files.write(file, mutated(valid, random));
            try (TensorFile opened = TensorFiles.open(file)) {
                touch(opened);
            } catch (TensorFormatException e) {
                assertThat(e.getMessage()).startsWith(file.toString());
                refused++;
            } catch (Throwable e) {
                throw new AssertionError("%s, round %d".formatted(name, round), e);
            }
        }
        assertThat(refused).isPositive().isLessThan(rounds);
    }

    private static void touch(TensorFile file) throws IOException {
        for (Tensor tensor : file.tensors().values()) {
            if (tensor.count() < 1_000_000 && !tensor.dtype().isComplex()) {
                tensor.toDoubleArray();
            }
        }
        for (Value value : file.inert().values()) {
            assertThat(value.toString()).hasSizeLessThan(200);
        }
        assertThat(file.root().toString()).hasSizeLessThan(200);
        file.find("model.fc.weight");
        file.verify();
    }

    private static byte[] mutated(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        int changes = 1 + random.nextInt(3);
        for (int change = 0; change < changes; change++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0x7F);
                case 3 -> {
                    byte[] longer = new byte[bytes.length + 1 + random.nextInt(4)];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    System.arraycopy(bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
                    bytes = longer;
                }
                case 4 -> {
                    int end = Math.min(bytes.length, at + 1 + random.nextInt(4));
                    byte[] shorter = Arrays.copyOf(bytes, bytes.length - (end - at));
                    System.arraycopy(bytes, end, shorter, at, bytes.length - end);
                    bytes = shorter.length == 0 ? bytes : shorter;
                }
                default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
            }
        }
        return bytes;
    }
}
