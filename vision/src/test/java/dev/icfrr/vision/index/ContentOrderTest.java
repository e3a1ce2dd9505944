package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.testing.Seed;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ContentOrderTest {
    @RegisterExtension
    final Seed seed = new Seed(8812);

    @RepeatedTest(20)
    void findsWhatAScanFinds() {
        Random random = seed.random();
        int size = 1 + random.nextInt(300);
        // Few starts, some above 127, and few ends: hashes that start alike, and equal ones.
        byte[][] hashes = new byte[size][];
        for (int item = 0; item < size; item++) {
            hashes[item] = hash(random);
        }
        Tensor contents = contents(hashes);
        Tensor sorted = ContentOrder.of(contents);
        ContentOrder order = new ContentOrder(contents, sorted, Path.of("order"));
        assertThat(Arrays.stream(sorted.toIntArray()).sorted().distinct()).hasSize(size);
        for (int lookup = 0; lookup < 300; lookup++) {
            byte[] wanted = lookup % 2 == 0 ? hashes[random.nextInt(size)] : hash(random);
            int from = random.nextInt(size + 1);
            int expected = -1;
            for (int item = size - 1; item >= from; item--) {
                expected = Arrays.equals(hashes[item], wanted) ? item : expected;
            }
            assertThat(order.find(wanted, from)).isEqualTo(expected);
        }
    }

    @Test
    void aDamagedOrderIsRefused() {
        Tensor contents = contents(new byte[][] {new byte[32], new byte[32]});
        ContentOrder order = new ContentOrder(contents, Tensor.of(new int[] {0, 2}, 2), Path.of("an order"));
        assertThatThrownBy(() -> order.find(new byte[32], 1))
                .hasMessageContaining("an order")
                .hasMessageContaining("item 2 of 2");
    }

    private static byte[] hash(Random random) {
        byte[] hash = new byte[32];
        for (int at : new int[] {0, 3, 4, 31}) {
            hash[at] = (byte) (random.nextInt(3) * 100);
        }
        return hash;
    }

    private static Tensor contents(byte[][] hashes) {
        byte[] all = new byte[hashes.length * 32];
        for (int item = 0; item < hashes.length; item++) {
            System.arraycopy(hashes[item], 0, all, item * 32, 32);
        }
        return Tensor.ofBytes(DType.UINT8, all, hashes.length, 32);
    }
}
