package dev.icfrr.lucene;

import dev.icfrr.advice.MultiscaleAdvice;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.rerank.Scales;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.util.BytesRef;

/**
 * How many lists of the gallery hold a document among their first 4, 8, 16, … neighbors: what the multi-scale vote
 * subtracts, and the K that was chosen for the gallery. A binary doc value {@code <list field>.chance}.
 *
 * @param build of the lists that were counted
 * @param chosenWeights of the scales up to the chosen K
 * @param counts by scale; the last holds for all larger scales, because lists that end there hold the whole gallery
 */
@SuppressWarnings("ArrayRecordComponent") // stays within this package
record ChanceCounts(int build, List<Integer> chosenWeights, int[] counts) {
    private static final byte FORMAT = 1;
    private static final int HEADER_BYTES = 3 + Integer.BYTES;
    /** Scales of K up to 2^30. */
    private static final int MOST_SCALES = 29;

    /** Returns the name of the field. */
    static String field(String listField) {
        return listField + ".chance";
    }

    /** Returns the number of scales that the lists of a graph allow; 0 if they are too short for any. */
    private static int scales(KnnGraph graph) {
        int length = graph.neighborsPerItem();
        if (length >= graph.size() - 1) {
            int count = 1;
            while (Scales.SMALLEST << (count - 1) < length) {
                count++;
            }
            return count;
        }
        return length < Scales.SMALLEST ? 0 : Scales.upTo(length).count();
    }

    /** Counts the lists of a gallery, by item. Empty if the lists are too short. */
    static ChanceCounts[] ofGallery(KnnGraph graph, MultiscaleAdvice advice, int build) {
        int scales = scales(graph);
        if (scales == 0) {
            return new ChanceCounts[0];
        }
        int[][] counts = new int[graph.size()][scales];
        for (int item = 0; item < graph.size(); item++) {
            int[] list = graph.neighbors(item);
            int scale = 0;
            for (int rank = 0; rank < list.length; rank++) {
                while (scale < scales && rank >= Scales.SMALLEST << scale) {
                    scale++;
                }
                for (int held = scale; held < scales; held++) {
                    counts[list[rank]][held]++;
                }
            }
        }
        List<Integer> weights = advice.weights();
        boolean complete = graph.neighborsPerItem() >= graph.size() - 1;
        List<Integer> chosen = complete ? weights : weights.subList(0, Math.min(scales, weights.size()));
        List<Integer> used = chosen.stream().allMatch(weight -> weight == 0)
                ? chosen.stream().map(_ -> 1).toList()
                : List.copyOf(chosen);
        return IntStream.range(0, graph.size())
                .mapToObj(item -> new ChanceCounts(build, used, counts[item]))
                .toArray(ChanceCounts[]::new);
    }

    /** Returns the K that was chosen. */
    int chosenK() {
        return Scales.SMALLEST << (chosenWeights.size() - 1);
    }

    /** Returns the votes that random voters would give, see {@link dev.icfrr.rerank.ChanceVotes}. */
    int votes(Scales scales) {
        int votes = 0;
        for (int scale = 0; scale < scales.count(); scale++) {
            votes = Math.addExact(
                    votes, Math.multiplyExact(scales.scaleWeight(scale), counts[Math.min(scale, counts.length - 1)]));
        }
        return votes;
    }

    /** Returns the stored value. */
    BytesRef bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + chosenWeights.size() + Integer.BYTES * counts.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(FORMAT)
                .putInt(build)
                .put((byte) chosenWeights.size())
                .put((byte) counts.length);
        chosenWeights.forEach(weight -> bytes.put(weight.byteValue()));
        for (int count : counts) {
            bytes.putInt(count);
        }
        return new BytesRef(bytes.array());
    }

    /** @throws CorruptIndexException if the value does not hold such counts */
    static ChanceCounts of(BytesRef value, String where) throws CorruptIndexException {
        ByteBuffer bytes =
                ByteBuffer.wrap(value.bytes, value.offset, value.length).slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < HEADER_BYTES || bytes.get() != FORMAT) {
            throw new CorruptIndexException("no counts of lists of a known format", where);
        }
        int build = bytes.getInt();
        int weights = bytes.get();
        int scales = bytes.get();
        if (weights < 1
                || weights > MOST_SCALES
                || scales < 1
                || scales > MOST_SCALES
                || bytes.remaining() != weights + Integer.BYTES * scales) {
            throw new CorruptIndexException(weights + " weights and " + scales + " counts of lists do not fit", where);
        }
        List<Integer> chosen =
                IntStream.range(0, weights).mapToObj(_ -> (int) bytes.get()).toList();
        return new ChanceCounts(
                build,
                chosen,
                IntStream.range(0, scales).map(_ -> bytes.getInt()).toArray());
    }
}
