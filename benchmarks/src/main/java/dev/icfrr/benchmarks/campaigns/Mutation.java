package dev.icfrr.benchmarks.campaigns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Damages valid content in a few places. */
final class Mutation {
    private static final List<String> WORDS = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1e999",
            "NaN",
            "2147483648",
            "-9223372036854775809",
            "\"\"",
            "[]",
            "{}",
            "\\u0000",
            "[[[[[[[[",
            "\"\\ud800\"",
            ",",
            ":",
            "é");

    private static final int ENDS = 2048;

    private Mutation() {}

    /**
     * Returns a damaged input. A file with parts, such as a zip file, is damaged inside or outside.
     *
     * @param donor another input of the same kind, parts of which are put into the first
     */
    static byte[] of(Target target, byte[] donor, Random random) throws IOException {
        UnaryOperator<byte[]> change = content -> of(content, donor, target.text(), random);
        Optional<byte[]> inside =
                random.nextBoolean() ? Containers.changeInside(target.valid(), change, random) : Optional.empty();
        return inside.isPresent() ? inside.get() : change.apply(target.valid());
    }

    /** Returns content with one to three changes: bits, bytes, numbers, spans that are removed, repeated or cut off. */
    private static byte[] of(byte[] valid, byte[] donor, boolean text, Random random) {
        byte[] bytes = valid.clone();
        int changes = 1 + random.nextInt(3);
        for (int change = 0; change < changes && bytes.length > 0; change++) {
            // Headers and tables say more than values, and lie at the ends of large files.
            int within = random.nextBoolean() ? bytes.length : Math.min(bytes.length, ENDS);
            int place = random.nextInt(within);
            int at = random.nextBoolean() ? place : bytes.length - 1 - place;
            int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextInt(4) == 0 ? 64 : 4));
            bytes = switch (random.nextInt(text ? 10 : 9)) {
                case 0 -> set(bytes, at, bytes[at] ^ (1 << random.nextInt(8)));
                case 1 -> set(bytes, at, random.nextInt(256));
                case 2 -> set(bytes, at, random.nextBoolean() ? 0xFF : 0x7F);
                case 3 -> joined(head(bytes, at), new byte[1 + random.nextInt(4)], tail(bytes, at));
                case 4 -> joined(head(bytes, at), tail(bytes, end));
                case 5 -> joined(head(bytes, end), Arrays.copyOfRange(bytes, at, end), tail(bytes, end));
                case 6 -> random.nextInt(4) == 0 ? head(bytes, at) : bytes;
                case 7 -> number(bytes, at, random);
                case 8 -> spliced(bytes, donor, at, random);
                default ->
                    joined(
                            head(bytes, at),
                            WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8),
                            tail(bytes, random.nextBoolean() ? at : end));
            };
        }
        return bytes;
    }

    /** Overwrites two, four or eight bytes by a number of the kind that sizes and offsets must not have. */
    private static byte[] number(byte[] bytes, int at, Random random) {
        long[] values = {
            -1,
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            bytes.length,
            bytes.length + 1,
            0,
            1 << 20
        };
        long value = values[random.nextInt(values.length)];
        int width = 2 << random.nextInt(3);
        boolean little = random.nextBoolean();
        byte[] changed = bytes.clone();
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            changed[at + i] = (byte) (value >>> (8 * (little ? i : width - 1 - i)));
        }
        return changed;
    }

    /** Puts a span of another input into the bytes, or goes on with its end. */
    private static byte[] spliced(byte[] bytes, byte[] donor, int at, Random random) {
        int start = random.nextInt(donor.length);
        int end = random.nextInt(4) == 0 ? donor.length : Math.min(donor.length, start + 1 + random.nextInt(64));
        byte[] span = Arrays.copyOfRange(donor, start, end);
        int rest = random.nextBoolean() ? Math.min(bytes.length, at + span.length) : at;
        return joined(head(bytes, at), span, tail(bytes, rest));
    }

    private static byte[] set(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] head(byte[] bytes, int end) {
        return Arrays.copyOf(bytes, end);
    }

    private static byte[] tail(byte[] bytes, int start) {
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}
