package dev.icfrr.benchmarks.campaigns;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Damages what is inside zip, gzip and PNG files and writes checksums and sizes that fit, so that the damage reaches
 * the parsers of the content.
 */
final class Containers {
    private static final int PNG_SIGNATURE = 8;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(ZipEntry entry, byte[] content) {}

    private Containers() {}

    /** Returns a file whose content is changed at one part; empty if the file is no container. */
    static Optional<byte[]> changeInside(byte[] file, UnaryOperator<byte[]> change, Random random) throws IOException {
        if (startsWith(file, "PK\u0003\u0004")) {
            return Optional.of(zip(file, change, random));
        } else if (startsWith(file, "\u001f\u008b")) {
            return Optional.of(gzip(change.apply(new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes())));
        } else if (startsWith(file, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of(png(file, change, random));
        }
        return Optional.empty();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static boolean startsWith(byte[] file, String signature) {
        byte[] start = signature.getBytes(StandardCharsets.ISO_8859_1);
        return file.length > start.length
                && ByteBuffer.wrap(file, 0, start.length).equals(ByteBuffer.wrap(start));
    }

    /** Changes, removes or repeats an entry. The method of compression stays. */
    private static byte[] zip(byte[] file, UnaryOperator<byte[]> change, Random random) throws IOException {
        List<Part> parts = new ArrayList<>();
        try (ZipFile zip = ZipFile.builder().setByteArray(file).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                parts.add(new Part(entry, zip.getInputStream(entry).readAllBytes()));
            }
        }
        int at = random.nextInt(parts.size());
        Part chosen = parts.get(at);
        switch (random.nextInt(16)) {
            case 0 -> parts.remove(at);
            case 1 ->
                parts.set(
                        at,
                        new Part(
                                chosen.entry(),
                                parts.get(random.nextInt(parts.size())).content()));
            default -> parts.set(at, new Part(chosen.entry(), change.apply(chosen.content())));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Part part : parts) {
                ZipEntry entry = new ZipEntry(part.entry().getName());
                entry.setMethod(part.entry().getMethod());
                if (entry.getMethod() == ZipEntry.STORED) {
                    CRC32 crc = new CRC32();
                    crc.update(part.content());
                    entry.setCrc(crc.getValue());
                    entry.setSize(part.content().length);
                }
                out.putNextEntry(entry);
                out.write(part.content());
                out.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** Changes, removes, repeats or moves a chunk. */
    private static byte[] png(byte[] file, UnaryOperator<byte[]> change, Random random) {
        List<byte[]> chunks = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(file).position(PNG_SIGNATURE);
        while (in.remaining() >= 12) {
            byte[] chunk = new byte[in.getInt() + 4];
            in.get(chunk).getInt();
            chunks.add(chunk);
        }
        int at = random.nextInt(chunks.size());
        byte[] chosen = chunks.get(at);
        switch (random.nextInt(8)) {
            case 0 -> chunks.remove(at);
            case 1 -> chunks.add(at, chosen);
            case 2 -> chunks.set(at, chunks.set(random.nextInt(chunks.size()), chosen));
            default -> chunks.set(at, change.apply(chosen));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, PNG_SIGNATURE);
        for (byte[] chunk : chunks) {
            CRC32 crc = new CRC32();
            crc.update(chunk);
            ByteBuffer written = ByteBuffer.allocate(chunk.length + 8);
            written.putInt(chunk.length - 4).put(chunk).putInt((int) crc.getValue());
            out.writeBytes(written.array());
        }
        return out.toByteArray();
    }
}
