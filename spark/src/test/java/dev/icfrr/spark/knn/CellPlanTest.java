package dev.icfrr.spark.knn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
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
            Map<Long, TreeSet<Integer>> sent = new HashMap<>();
            int home = plan.homeParts()[piece];
            for (int part = 0; part < home + plan.visitorParts()[piece]; part++) {
                for (long key : plan.meetings(piece, part)) {
                    sent.computeIfAbsent(key, _ -> new TreeSet<>()).add(part);
                }
            }
            for (Map.Entry<Long, TreeSet<Integer>> meeting : sent.entrySet()) {
                long key = meeting.getKey();
                assertThat(CellPlan.piece(key)).isEqualTo(piece);
                assertThat(CellPlan.first(key)).isBetween(0, Math.min(home - 1, CellPlan.second(key)));
                assertThat(meeting.getValue()).containsExactly(CellPlan.second(key));
            }
            // Each part at home, once itself, once with each that follows it.
            assertThat(sent).hasSize(home * (home + 1) / 2 + home * plan.visitorParts()[piece]);
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
    void partsAreSentToThoseBeforeThem() {
        CellPlan plan = CellPlan.of(new int[] {0, 0}, new long[] {190, 50}, 100);
        assertThat(plan.meetings(0, 0)).containsExactly(CellPlan.key(0, 0, 0));
        assertThat(plan.meetings(0, 1)).containsExactly(CellPlan.key(0, 0, 1), CellPlan.key(0, 1, 1));
        assertThat(plan.meetings(0, 2)).containsExactly(CellPlan.key(0, 0, 2), CellPlan.key(0, 1, 2));
        assertThat(CellPlan.first(CellPlan.key(7, 300, 0xffff))).isEqualTo(300);
        assertThat(CellPlan.second(CellPlan.key(7, 300, 0xffff))).isEqualTo(0xffff);
        assertThat(CellPlan.piece(CellPlan.key(7, 300, 0xffff))).isEqualTo(7);
    }

    @Test
    void cellsThatFollowEachOtherFormPieces() {
        int[] order = {3, 0, 4, 1, 2};
        long[] homes = {50, 300, 10, 40, 20};
        assertThat(CellPlan.pieces(order, homes, 100)).containsExactly(0, 2, 3, 0, 1);
        assertThat(CellPlan.pieces(order, homes, 110)).containsExactly(0, 1, 2, 0, 0);
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
