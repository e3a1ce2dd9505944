package dev.icfrr.spark.knn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.matrix.Matrix;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.search.Centroids;
import dev.icfrr.spark.Inputs;
import dev.icfrr.spark.table.DistributedFeatures;
import dev.icfrr.spark.table.FeatureColumns;
import dev.icfrr.spark.table.FeatureSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounds of lists leave out what no list needs, and change nothing else. */
class CellMeetingsTest {
    private static final long SEED = 11;
    private static final int WANTED = 21;

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    /** Meetings of a gallery whose pieces are mostly cut, with six cells per item. */
    private record Case(DistributedFeatures features, CellMeetings meetings, int partitions) {
        JavaPairRDD<Integer, KnnCandidates> merged(JavaPairRDD<Integer, KnnCandidates> found) {
            return ListRuns.merge(found, features.size(), WANTED, partitions);
        }
    }

    private Case meetings(String input, int mostRows, int blockRows, int partitions) throws IOException {
        DistributedFeatures features = FeatureSources.open(
                        Inputs.session(), folder.resolve(input).toString(), FeatureColumns.DEFAULT, "gallery")
                .read(blockRows, partitions);
        FeatureSampler sample = new FeatureSampler(features);
        Centroids cells = Centroids.of(sample.draw(500, SEED).matrix(), 40, SEED, new Parallelism(1));
        Placement placement = Placement.of(sample, cells, 6);
        int[] pieceOf = CellPlan.pieces(cells.inOrder(SEED, new Parallelism(1)), placement.homes(), mostRows * 2L / 3);
        CellPlan plan = CellPlan.of(pieceOf, placement.ofPieces(sample.broadcast(pieceOf), 6), mostRows);
        assertThat(CellPlan.count(pieceOf)).isGreaterThan(5);
        CellMeetings meetings = new CellMeetings(
                features,
                placement,
                sample.broadcast(plan),
                6,
                WANTED,
                new TaskMeetings.Search(0.9, 0.9, SEED),
                partitions);
        return new Case(features, meetings, partitions);
    }

    @Test
    void boundedListsMergeToTheSameAsFullOnes() throws IOException {
        Matrix features = Inputs.withDuplicates(3_000, 6, random);
        Inputs.npy(folder.resolve("gallery.npy"), features);
        Inputs.rows(folder.resolve("rows"), features, random);
        for (int mostRows : new int[] {90, 600}) {
            Case some = meetings("gallery.npy", mostRows, 700, 5);
            JavaPairRDD<Integer, KnnCandidates> atHome =
                    some.merged(some.meetings().atHome());
            // Lists of one item are not full, so they bound nothing.
            JavaPairRDD<Integer, KnnCandidates> full =
                    some.meetings().visiting(atHome.mapValues(CellMeetingsTest::cut));
            JavaPairRDD<Integer, KnnCandidates> bounded = some.meetings().visiting(atHome);
            TreeMap<Integer, List<String>> lists = lists(ListRuns.mergeRuns(atHome, some.merged(full), WANTED));

            assertThat(lists).as("seed %d", SEED).hasSize(3_000);
            assertThat(lists(ListRuns.mergeRuns(atHome, some.merged(bounded), WANTED)))
                    .as("at most %d rows, seed %d", mostRows, SEED)
                    .isEqualTo(lists);
            assertThat(entries(bounded)).isLessThan(entries(full));
            assertThat(lists).isNotEqualTo(lists(atHome));

            Case other = meetings("rows", mostRows, 130, 3);
            JavaPairRDD<Integer, KnnCandidates> home =
                    other.merged(other.meetings().atHome());
            assertThat(lists(ListRuns.mergeRuns(
                            home, other.merged(other.meetings().visiting(home)), WANTED)))
                    .as("rows sent in blocks of 130, seed %d", SEED)
                    .isEqualTo(lists);
        }
    }

    /** Cuts lists to their first item. */
    private static KnnCandidates cut(KnnCandidates lists) {
        int[] starts = new int[lists.size() + 1];
        int[] neighbors = new int[lists.size()];
        double[] squared = new double[lists.size()];
        for (int i = 0; i < lists.size(); i++) {
            starts[i + 1] = i + 1;
            neighbors[i] = lists.neighbors()[lists.starts()[i]];
            squared[i] = lists.squared()[lists.starts()[i]];
        }
        return KnnCandidates.of(lists.items(), starts, neighbors, squared);
    }

    private static long entries(JavaPairRDD<Integer, KnnCandidates> lists) {
        return lists.values().map(run -> (long) run.neighbors().length).reduce(Long::sum);
    }

    /** Returns the neighbors of each item with the bits of their squared distances. */
    private static TreeMap<Integer, List<String>> lists(JavaPairRDD<Integer, KnnCandidates> runs) {
        TreeMap<Integer, List<String>> lists = new TreeMap<>();
        for (KnnCandidates run : runs.values().collect()) {
            for (int i = 0; i < run.size(); i++) {
                int first = run.starts()[i];
                int end = run.starts()[i + 1];
                String[] list = new String[end - first];
                Arrays.setAll(
                        list,
                        n -> run.neighbors()[first + n] + " "
                                + Long.toHexString(Double.doubleToRawLongBits(run.squared()[first + n])));
                assertThat(lists.put(run.items()[i], List.of(list))).isNull();
            }
        }
        return lists;
    }
}
