package dev.icfrr.knn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The first {@value #BYTES} bytes of a neighbor file, see docs/formats/knn-graph.md.
 *
 * @param provenance where the neighbors come from, at most {@value #PROVENANCE_BYTES} bytes of UTF-8
 * @param tableChecksum CRC-32C of the table of chunk checksums
 */
record NeighborFileHeader(
        int size, int kg, SelfMatch selfMatch, ListOrder order, String provenance, int tableChecksum) {
    static final int BYTES = 4096;
    static final int PROVENANCE_BYTES = 2048;
    static final int CHUNK_BYTES = 1 << 24;

    private static final long MAGIC = ByteBuffer.wrap("ICFRRKNN".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    /** Plain lists; scaled lists are version 2, so that older programs refuse them. */
    private static final int PLAIN_VERSION = 1;

    private static final int SCALED_VERSION = 2;
    private static final int CHECKSUM_AT = BYTES - Integer.BYTES;

    NeighborFileHeader {
        if (provenance.getBytes(StandardCharsets.UTF_8).length > PROVENANCE_BYTES) {
            throw new IllegalArgumentException(
                    "the provenance takes more than " + PROVENANCE_BYTES + " bytes of UTF-8: shorten it");
        }
    }

    int stride() {
        return Math.min(kg, size - 1);
    }

    long dataBytes() {
        return (long) size * stride() * NeighborLists.bytesPerId(size);
    }

    int chunks() {
        return Math.toIntExact(Math.ceilDiv(dataBytes(), CHUNK_BYTES));
    }

    /** Where the table of chunk checksums starts: after the data, at a multiple of 8. */
    long tableAt() {
        return BYTES + Math.ceilDiv(dataBytes(), Long.BYTES) * Long.BYTES;
    }

    long fileBytes() {
        return tableAt() + (long) chunks() * Integer.BYTES;
    }

    ByteBuffer encode() {
        byte[] text = provenance.getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(version(order)).putInt(BYTES);
        header.putInt(size).putInt(kg).putInt(stride()).putInt(NeighborLists.bytesPerId(size));
        header.putInt(code(selfMatch)).putInt(CHUNK_BYTES).putInt(tableChecksum);
        header.putInt(text.length).put(text);
        header.putInt(CHECKSUM_AT, checksum(header.array()));
        return header.rewind();
    }

    /** @throws IOException if the bytes are no header of this version, saying what is wrong */
    static NeighborFileHeader decode(byte[] bytes) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < Long.BYTES || header.getLong() != MAGIC) {
            throw new IOException("no neighbor graph: it does not start with ICFRRKNN");
        }
        if (header.remaining() < BYTES - Long.BYTES) {
            throw new IOException("truncated: " + bytes.length + " bytes, less than its header of " + BYTES);
        }
        int version = header.getInt();
        if (version != PLAIN_VERSION && version != SCALED_VERSION) {
            throw new IOException("format version " + version + ", and this program reads versions " + PLAIN_VERSION
                    + " and " + SCALED_VERSION + ": use the program that wrote it or build the graph again");
        }
        if (header.getInt(CHECKSUM_AT) != checksum(bytes)) {
            throw new IOException("the header is corrupt: its checksum does not match");
        }
        int headerBytes = header.getInt();
        int size = header.getInt();
        int kg = header.getInt();
        int stride = header.getInt();
        int idBytes = header.getInt();
        int selfMatch = header.getInt();
        int chunkBytes = header.getInt();
        int tableChecksum = header.getInt();
        int textBytes = header.getInt();
        require(headerBytes == BYTES, "header length", headerBytes);
        require(size >= 1, "gallery size", size);
        require(kg >= 1, "KG", kg);
        require(stride == Math.min(kg, size - 1), "neighbors per item", stride);
        require(idBytes == NeighborLists.bytesPerId(size), "bytes per index", idBytes);
        require(selfMatch == code(SelfMatch.FIRST) || selfMatch == code(SelfMatch.INDEX), "self match", selfMatch);
        require(chunkBytes == CHUNK_BYTES, "chunk length", chunkBytes);
        require(textBytes >= 0 && textBytes <= PROVENANCE_BYTES, "provenance length", textBytes);
        return new NeighborFileHeader(
                size,
                kg,
                selfMatch == code(SelfMatch.FIRST) ? SelfMatch.FIRST : SelfMatch.INDEX,
                version == PLAIN_VERSION ? ListOrder.PLAIN : ListOrder.SCALED,
                text(header.slice(header.position(), textBytes)),
                tableChecksum);
    }

    private static int version(ListOrder order) {
        return switch (order) {
            case PLAIN -> PLAIN_VERSION;
            case SCALED -> SCALED_VERSION;
        };
    }

    private static int code(SelfMatch selfMatch) {
        return switch (selfMatch) {
            case FIRST -> 0;
            case INDEX -> 1;
        };
    }

    private static void require(boolean holds, String what, int value) throws IOException {
        if (!holds) {
            throw new IOException("the header is malformed: " + what + " " + value);
        }
    }

    private static String text(ByteBuffer bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the header is malformed: its provenance is not UTF-8", e);
        }
    }

    private static int checksum(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CHECKSUM_AT);
        return (int) crc.getValue();
    }
}
