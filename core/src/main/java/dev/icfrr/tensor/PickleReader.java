package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of a pickle: numbers, lines and counted strings. Every length is checked before memory is allocated.
 */
final class PickleReader {

    private static final int LONGEST_LINE = 1 << 16;
    /** Python's own limit on decimal digits: converting them takes quadratic time. */
    private static final int MOST_DIGITS = 4300;

    private final MemorySegment data;
    private final Object file;
    private final String entry;
    private long position;

    PickleReader(MemorySegment data, long position, Object file, String entry) {
        this.data = data;
        this.position = position;
        this.file = file;
        this.entry = entry;
    }

    long position() {
        return position;
    }

    long size() {
        return data.byteSize();
    }

    TensorFormatException fault(long at, String fault) {
        return new TensorFormatException(file, entry + ", byte " + at, fault);
    }

    int u1() throws TensorFormatException {
        require(1, "a pickle instruction or its argument");
        return data.get(Elements.I1, position++) & 0xFF;
    }

    int u2() throws TensorFormatException {
        require(2, "a 16-bit number");
        position += 2;
        return data.get(Elements.I2, position - 2) & 0xFFFF;
    }

    int i4() throws TensorFormatException {
        require(4, "a 32-bit number");
        position += 4;
        return data.get(Elements.I4, position - 4);
    }

    long u4() throws TensorFormatException {
        return i4() & 0xFFFF_FFFFL;
    }

    long i8() throws TensorFormatException {
        require(8, "a 64-bit number");
        position += 8;
        return data.get(Elements.I8, position - 8);
    }

    double bigEndianDouble() throws TensorFormatException {
        return Double.longBitsToDouble(Long.reverseBytes(i8()));
    }

    byte[] bytes(long length) throws TensorFormatException {
        if (length > Integer.MAX_VALUE - 8) {
            throw fault(position, "a string of " + Long.toUnsignedString(length) + " bytes is too long");
        }
        require(length, "a string of " + Long.toUnsignedString(length) + " bytes");
        byte[] bytes = new byte[(int) length];
        MemorySegment.copy(data, Elements.I1, position, bytes, 0, bytes.length);
        position += length;
        return bytes;
    }

    String utf8(long length) throws TensorFormatException {
        long start = position;
        byte[] bytes = bytes(length);
        String text = decode(bytes, StandardCharsets.UTF_8);
        // Python writes lone surrogates (its undecodable file names) as three bytes that strict UTF-8 forbids.
        return text != null ? text : surrogates(bytes, start);
    }

    private String surrogates(byte[] bytes, long start) throws TensorFormatException {
        StringBuilder text = new StringBuilder(bytes.length);
        int i = 0;
        while (i < bytes.length) {
            int end = i + 1;
            while (end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
                end++;
            }
            if (end - i == 3 && (bytes[i] & 0xFF) == 0xED && (bytes[i + 1] & 0xFF) >= 0xA0) {
                text.append((char) ((bytes[i] & 0x0F) << 12 | (bytes[i + 1] & 0x3F) << 6 | (bytes[i + 2] & 0x3F)));
            } else {
                ByteBuffer one = ByteBuffer.wrap(bytes, i, end - i);
                try {
                    text.append(StandardCharsets.UTF_8.newDecoder().decode(one));
                } catch (CharacterCodingException e) {
                    throw fault(start, "a string is not valid UTF-8");
                }
            }
            i = end;
        }
        return text.toString();
    }

    private static @Nullable String decode(byte[] bytes, Charset charset) {
        try {
            CharBuffer text = charset.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Reads a name or number up to the next line feed, which is consumed. */
    String line() throws TensorFormatException {
        long start = position;
        byte[] bytes = lineBytes(LONGEST_LINE);
        String text = decode(bytes, StandardCharsets.UTF_8);
        if (text == null) {
            throw fault(start, "a name or number is not valid UTF-8");
        }
        return text;
    }

    /** Reads a string of protocol 0 up to the next line feed, which is consumed. */
    String latin1Line() throws TensorFormatException {
        return new String(lineBytes(Integer.MAX_VALUE - 8), StandardCharsets.ISO_8859_1);
    }

    private byte[] lineBytes(long longest) throws TensorFormatException {
        long end = position;
        long last = Math.min(data.byteSize(), position + longest);
        while (end < last && data.get(Elements.I1, end) != '\n') {
            end++;
        }
        if (end == last) {
            throw fault(position, "a line of text does not end");
        }
        byte[] bytes = bytes(end - position);
        position++;
        return bytes;
    }

    BigInteger decimal(String text) throws TensorFormatException {
        String digits = text.endsWith("L") ? text.substring(0, text.length() - 1) : text;
        if (digits.length() > MOST_DIGITS) {
            throw fault(position, "a decimal number of " + digits.length() + " digits is too long");
        }
        try {
            return new BigInteger(digits.strip());
        } catch (NumberFormatException e) {
            throw fault(position, PrintableText.quote(text) + " is not a whole number");
        }
    }

    double realNumber(String text) throws TensorFormatException {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw fault(position, PrintableText.quote(text) + " is not a number");
                }
            }
        };
    }

    BigInteger littleEndian(long length) throws TensorFormatException {
        byte[] bytes = bytes(length);
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte swapped = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swapped;
        }
        return bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    }

    private void require(long length, String what) throws TensorFormatException {
        if (length < 0 || length > data.byteSize() - position) {
            throw fault(
                    position,
                    what + " does not fit the " + (data.byteSize() - position)
                            + " bytes that are left: the file is damaged or was cut off");
        }
    }
}
