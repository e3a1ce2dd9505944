package dev.icfrr.spark.knn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** However a piece of a gallery is cut, its items meet each other and all visitors, in tasks of bounded size. */
class CellPlanTest {

    @Test
    void allPartsOfAPieceMeet() {
        long[] counts = {10, 950, 400, 0, /* visitors */ 30, 120, 0, 50};
        CellPlan plan = CellPlan.of(new int[] {0, 1, 2, 3}, counts, 100);
        assertThat(plan.homeParts()).containsExactly(1, 10, 4, 0);
        assertThat(plan.visitorParts()).containsExactly(1, 2, 0, 0);
        assertThat(plan.cut()).isEqualTo(2);
        for (int piece = 0; piece < 3; piece++) {
            Map<Long, TreeSet<Integer>> present = new HashMap<>();
            int home = plan.homeParts()[piece];
            for (int part = 0; part < home + plan.visitorParts()[piece]; part++) {
                for (long key : plan.meetings(piece, part)) {
                    present.computeIfAbsent(key, _ -> new TreeSet<>()).add(part);
                }
            }
            for (Map.Entry<Long, TreeSet<Integer>> meeting : present.entrySet()) {
                long key = meeting.getKey();
                assertThat((int) (key >> 32)).isEqualTo(piece);
                assertThat(meeting.getValue())
                        .containsExactlyInAnyOrderElementsOf(
                                new TreeSet<>(List.of((int) (key >> 16 & 0xffff), (int) (key & 0xffff))));
            }
            assertThat(present).hasSize(home * (home - 1) / 2 + home * plan.visitorParts()[piece]);
        }
    }

    @Test
    void visitorsTakeTheRoomThatAPieceLeaves() {
        assertThat(CellPlan.of(new int[] {0}, new long[] {20, 180}, 100).visitorParts())
                .containsExactly(1);
        assertThat(CellPlan.of(new int[] {0}, new long[] {20, 181}, 100).visitorParts())
                .containsExactly(2);
        assertThat(CellPlan.of(new int[] {0}, new long[] {120, 181}, 100).visitorParts())
                .containsExactly(2);
    }

    @Test
    void aPartThatIsAloneMeetsItself() {
        CellPlan plan = CellPlan.of(new int[] {0, 0}, new long[] {90, 0}, 100);
        assertThat(plan.meetings(0, 0)).containsExactly(CellPlan.key(0, 0, 0));
    }

    @Test
    void cellsThatFollowEachOtherFormPieces() {
        int[] order = {3, 0, 4, 1, 2};
        long[] homes = {50, 300, 10, 40, 20};
        assertThat(CellPlan.pieces(order, homes, 150)).containsExactly(0, 2, 3, 0, 1);
        assertThat(CellPlan.pieces(order, homes, 165)).containsExactly(0, 1, 2, 0, 0);
        assertThat(CellPlan.count(CellPlan.pieces(order, homes, 1000))).isEqualTo(1);
    }

    @Test
    void anItemVisitsEachPieceOnceItsHomeFirst() {
        int[] pieceOf = {2, 0, 2, 1};
        int[] places = {9, 9, 9, 2, 1, 0, 3};
        assertThat(CellPlan.visited(pieceOf, places, 3, 1)).containsExactly(2);
        assertThat(CellPlan.visited(pieceOf, places, 3, 3)).containsExactly(2, 0);
        assertThat(CellPlan.visited(pieceOf, places, 3, 4)).containsExactly(2, 0, 1);
    }

    @Test
    void partsHaveSimilarSizes() {
        CellPlan plan = CellPlan.of(new int[] {0}, new long[] {10_000, 10_000}, 1000);
        int[] sizes = new int[20];
        for (int item = 0; item < 10_000; item++) {
            sizes[plan.homePart(0, item)]++;
            sizes[plan.visitorPart(0, item)]++;
        }
        for (int size : sizes) {
            assertThat(size).isBetween(850, 1150);
        }
    }
}
