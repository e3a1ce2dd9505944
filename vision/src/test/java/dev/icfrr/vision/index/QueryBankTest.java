package dev.icfrr.vision.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.icfrr.distance.Centering;
import dev.icfrr.matrix.Matrix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueryBankTest extends IndexFixture {
    @Test
    void queriesAreCenteredByTheBankAndItems() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4).withCentered(true), items(new Random(30), items, 20));
        GalleryIndex index = GalleryIndex.open(folder());
        Matrix raw =
                Matrix.ofRows(items.values().stream().map(IndexItem::feature).toArray(float[][]::new));
        double[] mean = Centering.mean(raw);
        float[] query = {1, 5, 2};
        assertThat(index.feature(3)).isEqualTo(row(Centering.of(mean, mean, 0).gallery(raw), 3));
        assertThat(index.query(query)).isEqualTo(Centering.of(mean, mean, 0).query(query));
        assertThatThrownBy(() -> index.query(new float[2])).hasMessageContaining("2 values");
        assertThatThrownBy(() -> index.query(new float[] {1, Float.NaN, 0})).hasMessageContaining("NaN");
        QueryBank bank = QueryBank.of(Matrix.ofRows(new float[][] {{1, 4, 1}, {2, 4, 2}}));
        GalleryIndex banked = IndexQueries.set(folder(), Optional.of(bank));
        assertThat(banked.generation()).isEqualTo(2);
        assertThat(IndexCheck.verify(folder()).queryBank().orElseThrow().queries())
                .isEqualTo(2);
        assertThat(banked.query(query))
                .isEqualTo(Centering.of(mean, new double[] {1.5, 4, 1.5}, 2).query(query));
        try (IndexEditor editor = IndexEditor.open(folder(), TWO, null)) {
            editor.remove(editor.base().id(0));
            assertThat(editor.commit().query(query)).isEqualTo(banked.query(query));
        }
        GalleryIndex cleared = IndexQueries.set(folder(), Optional.empty());
        assertThat(IndexCheck.verify(folder()).queryBank()).isEmpty();
        assertThat(cleared.manifest().files()).doesNotContainKey(Centers.QUERIES);
        assertThat(cleared.query(query)).isEqualTo(index.query(query));
        assertThatThrownBy(() -> IndexQueries.set(folder(), Optional.of(new QueryBank(1, new double[2]))))
                .hasMessageContaining("2 values");
    }

    private static float[] row(Matrix matrix, int row) {
        float[] values = new float[matrix.columns()];
        matrix.copyRow(row, values);
        return values;
    }

    @Test
    void onlyACenteredIndexHasAQueryBank() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4), items(new Random(31), items, 5));
        float[] query = {1, 2, 3};
        assertThat(GalleryIndex.open(folder()).query(query)).isSameAs(query);
        assertThatThrownBy(() -> IndexQueries.set(folder(), Optional.empty())).hasMessageContaining("--center domains");
        assertThat(GalleryIndex.open(folder()).generation()).isEqualTo(1);
    }

    @Test
    void killedWhileTheQueryBankIsSetTheIndexIsTheOldOrTheNew() throws IOException {
        Map<String, IndexItem> items = new LinkedHashMap<>();
        build(multiscale(4).withCentered(true), items(new Random(32), items, 12));
        QueryBank bank = new QueryBank(7, new double[] {1, 2, 3});
        List<String> failed = new ArrayList<>();
        while (failed.isEmpty() || !failed.getLast().equals("clean up")) {
            int countdown = failed.size();
            int[] seen = new int[1];
            assertThatThrownBy(() -> IndexQueries.set(folder(), Optional.of(bank), step -> {
                        if (seen[0]++ == countdown) {
                            failed.add(step);
                            throw new IOException("no space left on device, before " + step);
                        }
                    }))
                    .hasMessageContaining("no space left");
            GalleryIndex index = IndexCheck.verify(folder());
            boolean isNew = failed.getLast().equals("clean up");
            assertThat(index.queryBank().isPresent()).as(failed.getLast()).isEqualTo(isNew);
            assertHolds(index, centered(index, items), failed.getLast());
        }
        assertThat(failed).contains("features.npy", "neighbors-scaled.knn", "query-mean.npy", "move CURRENT");
    }
}
