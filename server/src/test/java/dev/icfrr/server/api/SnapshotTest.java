package dev.icfrr.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.IndexBuilder;
import dev.icfrr.vision.index.IndexEditor;
import dev.icfrr.vision.index.IndexItem;
import dev.icfrr.vision.index.IndexSettings;
import dev.icfrr.vision.index.IndexVote;
import dev.icfrr.vision.index.VoteChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot that follows from an earlier one equals one that reads the whole index. */
class SnapshotTest {
    private static final int ITEMS = 4200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSnapshotAfterAChangeEqualsOneOfItsIndex(boolean flat) throws IOException {
        Random random = new Random(31);
        IndexSettings settings = flat
                ? IndexSettings.flat(8, SelfMatch.INDEX, Optional.empty())
                : IndexSettings.multiscale(Optional.empty())
                        .withVote(new VoteChoice.Given(IndexVote.of(8, ListOrder.SCALED)));
        try (IndexBuilder builder = IndexBuilder.start(folder.resolve("index"), settings, false)) {
            for (int item = 0; item < ITEMS; item++) {
                builder.add(item(random, "item " + item));
            }
            builder.build();
        }
        Snapshot snapshot = new Snapshot(GalleryIndex.open(folder.resolve("index")), () -> 1);
        for (int change = 0; change < 6; change++) {
            // A re-ranker counts the votes of chance, which the next snapshot brings up to date.
            snapshot.scales().reranker(snapshot.scales().method(change < 3 ? 8 : 4));
            try (IndexEditor editor = IndexEditor.open(folder.resolve("index"), new Parallelism(2), null)) {
                for (int more = 0; more <= random.nextInt(4); more++) {
                    editor.add(item(random, change + "." + more));
                }
                if (change == 4) {
                    editor.remove("item 17");
                }
                editor.nameLabel(1, "named by " + change);
                editor.commit();
            }
            GalleryIndex index = GalleryIndex.open(folder.resolve("index"));
            assertThat(index.hasSameFullWrite(snapshot.index())).isEqualTo(change != 4);
            snapshot = snapshot.next(index);
            assertSame(snapshot, new Snapshot(index, () -> 1), random);
        }
    }

    private static void assertSame(Snapshot snapshot, Snapshot read, Random random) {
        assertThat(snapshot.classSizes()).isEqualTo(read.classSizes()).hasSize(3);
        int depth = read.advice().orElseThrow().depth();
        assertThat(snapshot.advice().orElseThrow().depth()).isEqualTo(depth);
        double[] distances = random.doubles(read.size()).toArray();
        for (int draw = 0; draw < 20; draw++) {
            int[] first = random.ints(0, read.size()).distinct().limit(depth).toArray();
            assertThat(snapshot.advice().orElseThrow().of(first))
                    .isEqualTo(read.advice().orElseThrow().of(first));
        }
        for (int k : new int[] {4, 8}) {
            IcfrrParameters method = read.scales().method(k);
            assertThat(snapshot.scales().reranker(method).rerank(distances, 500).toArray())
                    .isEqualTo(read.scales()
                            .reranker(method)
                            .rerank(distances, 500)
                            .toArray());
        }
    }

    private static IndexItem item(Random random, String id) {
        float[] feature = new float[4];
        for (int k = 0; k < feature.length; k++) {
            feature[k] = random.nextInt(30);
        }
        return new IndexItem(id, feature, random.nextInt(4) - 1, Optional.empty(), Optional.empty());
    }
}
