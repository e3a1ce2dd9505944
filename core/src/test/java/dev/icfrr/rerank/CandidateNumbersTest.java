package dev.icfrr.rerank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.testing.Seed;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CandidateNumbersTest {
    @RegisterExtension
    final Seed seeds = new Seed(20261127);

    @Test
    void numbersCandidatesInTheOrderGivenAndTellsOthersApart() {
        // One object for all rounds: what an earlier query left must not be found.
        Random random = new Random(seeds.value());
        int gallery = 1 << 16;
        CandidateNumbers candidates = new CandidateNumbers(gallery);
        for (int round = 0; round < 300; round++) {
            int step = 1 << random.nextInt(6);
            int[] items = random.ints(0, gallery / step)
                    .distinct()
                    .limit(1 + random.nextInt(round % 10 == 0 ? 1000 : 30))
                    .map(item -> item * step)
                    .toArray();
            Map<Integer, Integer> numbers = new HashMap<>();
            for (int number = 0; number < items.length; number++) {
                numbers.put(items[number], number);
            }
            candidates.set(items);
            char[] ids = new char[500];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = (char) (random.nextBoolean() ? items[random.nextInt(items.length)] : random.nextInt(gallery));
            }
            int[] found = new int[ids.length];
            candidates.number(ids, 0, ids.length, found);
            for (int i = 0; i < ids.length; i++) {
                int expected = numbers.getOrDefault((int) ids[i], -1);
                if (expected < 0) {
                    assertThat(found[i]).isBetween(items.length, items.length + CandidateNumbers.OUTSIDE - 1);
                } else {
                    assertThat(found[i]).as("round %d", round).isEqualTo(expected);
                    assertThat(candidates.item(found[i])).isEqualTo(ids[i]);
                }
            }
        }
    }

    @Test
    void numbersAllItemsOfAGallery() {
        int[] items =
                new Random(seeds.value()).ints(0, 5000).distinct().limit(5000).toArray();
        CandidateNumbers candidates = new CandidateNumbers(5000);
        candidates.set(items);
        int[] found = new int[items.length];
        candidates.number(items, 0, items.length, found);
        for (int number = 0; number < items.length; number++) {
            assertThat(found[number]).isEqualTo(number);
        }
    }

    @Test
    void refusesItemsThatAreNotDistinctGalleryIndices() {
        CandidateNumbers candidates = new CandidateNumbers(9);
        assertThatThrownBy(() -> candidates.set(new int[] {3, 0, 3})).hasMessage("candidate 3 is listed twice");
        assertThatThrownBy(() -> candidates.set(new int[] {0, 0})).hasMessage("candidate 0 is listed twice");
        assertThatThrownBy(() -> candidates.set(new int[] {-1}))
                .hasMessage("candidate -1 is no gallery index: the gallery has 9 items");
        assertThatThrownBy(() -> candidates.set(new int[] {9})).hasMessageContaining("no gallery index");
    }
}
