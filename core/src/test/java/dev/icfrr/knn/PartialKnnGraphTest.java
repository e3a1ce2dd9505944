package dev.icfrr.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PartialKnnGraphTest {

    @Test
    void selectsListsByItem() {
        PartialKnnGraph lists = PartialKnnGraph.of(new int[] {2, 5, 9}, 2, new int[] {1, 2, 3, 4, 5, 6});
        PartialKnnGraph selected = lists.select(new int[] {0, 5, 9, 12});
        assertThat(selected.items()).containsExactly(5, 9);
        assertThat(selected.neighbors()).containsExactly(3, 4, 5, 6);
        PartialKnnGraph all = selected.with(PartialKnnGraph.of(new int[] {7}, 2, new int[] {8, 8}));
        assertThat(all.items()).containsExactly(5, 7, 9);
        assertThat(all.neighbors()).containsExactly(3, 4, 8, 8, 5, 6);
    }

    @Test
    void refusesItemsThatDoNotAscend() {
        assertThatThrownBy(() -> PartialKnnGraph.of(new int[] {2, 2}, 1, new int[2]))
                .hasMessageContaining("must ascend");
    }

    @Test
    void refusesListsOfAnotherTotalLength() {
        assertThatThrownBy(() -> PartialKnnGraph.of(new int[] {2}, 3, new int[2]))
                .hasMessageContaining("cannot have 2");
    }
}
