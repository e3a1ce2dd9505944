package dev.icfrr.spark.knn;

import dev.icfrr.spark.partition.KeyPartitioner;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Joins cells near each other to pieces, which are searched in one task, and cuts the items of a piece that is too
 * large, and its visitors, into parts. So the rows of a task are bounded.
 *
 * @param pieceOf the piece of each cell
 * @param homeParts number of parts of the items at home, per piece; 0 if it is empty
 * @param visitorParts number of parts of the visitors, per piece; 0 if there are none
 */
@SuppressWarnings("ArrayRecordComponent") // broadcast, never compared
public record CellPlan(int[] pieceOf, int[] homeParts, int[] visitorParts) implements Serializable {
    /** The low bits of the key of a meeting that hold the number of its second part. */
    static final int PART_BITS = 16;

    private static final int LARGEST_PART_NUMBER = 0x7fff;
    private static final int MOST_PIECES = 0xffff;

    /**
     * Joins cells to pieces.
     *
     * @param order all cells, those near each other mostly together
     * @param homes items at home in each cell
     * @param mostHome items at home in a piece, unless one cell alone has more
     * @return the piece of each cell
     */
    static int[] pieces(int[] order, long[] homes, long mostHome) {
        int[] pieceOf = new int[order.length];
        int piece = 0;
        long rows = 0;
        for (int cell : order) {
            if (rows > 0 && rows + homes[cell] > mostHome) {
                piece++;
                rows = 0;
            }
            pieceOf[cell] = piece;
            rows += homes[cell];
        }
        return pieceOf;
    }

    /** Returns the number of pieces. */
    static int count(int[] pieceOf) {
        return Arrays.stream(pieceOf).max().orElse(-1) + 1;
    }

    /**
     * Returns the pieces of an item, its home first, each once.
     *
     * @param places cells of items
     * @param first where the cells of the item start, nearest first
     * @param probes number of its cells that count
     */
    static int[] visited(int[] pieceOf, int[] places, int first, int probes) {
        int[] visited = new int[probes];
        int count = 0;
        for (int i = first; i < first + probes; i++) {
            int piece = pieceOf[places[i]];
            boolean isKnown = false;
            for (int j = 0; j < count && !isKnown; j++) {
                isKnown = visited[j] == piece;
            }
            if (!isKnown) {
                visited[count++] = piece;
            }
        }
        return Arrays.copyOf(visited, count);
    }

    /**
     * Cuts pieces into parts.
     *
     * @param counts items at home in each piece, then visitors of each piece
     * @param mostRows half of the rows of a task
     */
    static CellPlan of(int[] pieceOf, long[] counts, int mostRows) {
        int pieces = counts.length / 2;
        if (pieces > MOST_PIECES) {
            throw new IllegalArgumentException(
                    pieces + " pieces are more than " + MOST_PIECES + ": use fewer --cells or more --max-cell-rows");
        }
        int[] home = new int[pieces];
        int[] visitors = new int[pieces];
        for (int piece = 0; piece < pieces; piece++) {
            home[piece] = parts(counts[piece], mostRows);
            // Two parts meet. One that is not full leaves its room to the other.
            long room = home[piece] == 1 ? 2L * mostRows - counts[piece] : mostRows;
            visitors[piece] = home[piece] == 0 ? 0 : parts(counts[pieces + piece], room);
        }
        return new CellPlan(pieceOf, home, visitors);
    }

    private static int parts(long rows, long mostRows) {
        long parts = Math.ceilDiv(rows, mostRows);
        if (parts > LARGEST_PART_NUMBER) {
            throw new IllegalArgumentException("a piece of " + rows + " items would be cut into " + parts
                    + " parts: use more --cells or more --max-cell-rows");
        }
        return (int) parts;
    }

    /** Returns the key of the meeting of two parts of a piece, or of a part at home. */
    static long key(int piece, int first, int second) {
        return ((long) piece << (2 * PART_BITS)) | ((long) first << PART_BITS) | second;
    }

    /** Returns the piece of a meeting. */
    static int piece(long key) {
        return (int) (key >> (2 * PART_BITS));
    }

    /** Returns the first part of a meeting, which is at home. */
    static int first(long key) {
        return (int) ((key >> PART_BITS) & 0xffff);
    }

    /** Returns the second part of a meeting. */
    static int second(long key) {
        return (int) (key & 0xffff);
    }

    /** Returns the part of a visitor. Parts of visitors are numbered after those of the items at home. */
    int visitorPart(int piece, long item) {
        return homeParts[piece] + (int) Long.remainderUnsigned(KeyPartitioner.mix(~item), visitorParts[piece]);
    }

    /** Returns the part of an item at home. */
    int homePart(int piece, long item) {
        return (int) Long.remainderUnsigned(KeyPartitioner.mix(item), homeParts[piece]);
    }

    /**
     * Returns the keys under which the rows of a part are sent: a part at home meets all that follow it, and these are
     * sent to it.
     */
    List<Long> meetings(int piece, int part) {
        List<Long> keys = new ArrayList<>();
        for (int other = 0; other < Math.min(part, homeParts[piece]); other++) {
            keys.add(key(piece, other, part));
        }
        if (part < homeParts[piece]) {
            keys.add(key(piece, part, part));
        }
        return keys;
    }

    /** Returns how many rows the meetings with visitors search. */
    long searched(long[] counts) {
        return IntStream.range(0, homeParts.length)
                .mapToLong(piece ->
                        counts[piece] * visitorParts[piece] + counts[homeParts.length + piece] * homeParts[piece])
                .sum();
    }

    /** Returns the number of pieces that were cut. */
    long cut() {
        return IntStream.of(homeParts).filter(parts -> parts > 1).count();
    }
}
