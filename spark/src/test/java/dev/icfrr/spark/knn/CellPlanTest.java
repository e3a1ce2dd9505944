package dev.icfrr.spark.knn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** However a cell is cut, its items meet each other and all visitors, in tasks of bounded size. */
class CellPlanTest {

    @Test
    void allPartsOfACellMeet() {
        long[] counts = {10, 950, 400, 0, /* visitors */ 30, 120, 0, 50};
        CellPlan plan = CellPlan.of(counts, 100);
        assertThat(plan.homeParts()).containsExactly(1, 10, 4, 0);
        assertThat(plan.visitorParts()).containsExactly(1, 2, 0, 0);
        assertThat(plan.cut()).isEqualTo(2);
        for (int cell = 0; cell < 3; cell++) {
            Map<Long, TreeSet<Integer>> present = new HashMap<>();
            int home = plan.homeParts()[cell];
            for (int part = 0; part < home + plan.visitorParts()[cell]; part++) {
                for (long key : plan.meetings(cell, part)) {
                    present.computeIfAbsent(key, _ -> new TreeSet<>()).add(part);
                }
            }
            int selfMeetings = 0;
            for (Map.Entry<Long, TreeSet<Integer>> meeting : present.entrySet()) {
                long key = meeting.getKey();
                assertThat((int) (key >> 32)).isEqualTo(cell);
                assertThat(meeting.getValue())
                        .containsExactlyInAnyOrderElementsOf(
                                new TreeSet<>(java.util.List.of((int) (key >> 16 & 0xffff), (int) (key & 0xffff))));
                selfMeetings += plan.meetsItself(key) ? 1 : 0;
            }
            assertThat(selfMeetings).isEqualTo(home);
            int pairs = home * (home - 1) / 2 + home * plan.visitorParts()[cell];
            assertThat(present.size()).isEqualTo(plan.visitorParts()[cell] == 0 ? pairs + home : pairs);
        }
    }

    @Test
    void partsHaveSimilarSizes() {
        CellPlan plan = CellPlan.of(new long[] {10_000, 10_000}, 1000);
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
