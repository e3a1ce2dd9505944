package dev.icfrr.tensor;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads NumPy's arrays of strings with one dimension as lists of text, for example the names of classes. Strings have a
 * fixed width and are filled with NUL characters.
 */
final class NumpyStrings {

    private static final Pattern TYPE = Pattern.compile("([<>=|]?)([US])(\\d{1,9})");

    /** Empty strings take no bytes, so that their number needs a limit of its own. */
    private static final long MOST_EMPTY = 1_000_000;

    private NumpyStrings() {}

    /** Returns whether a header describes a list of strings. */
    static boolean describes(NpyHeader header) {
        return header.shape().length == 1 && TYPE.matcher(header.description()).matches();
    }

    /**
     * Returns the strings.
     *
     * @throws IllegalArgumentException if the bytes do not suffice, or are no text
     */
    static Value read(NpyHeader header, MemorySegment data) {
        Matcher type = TYPE.matcher(header.description());
        if (!type.matches()) {
            throw new IllegalArgumentException("an array of other values than strings");
        }
        boolean unicode = type.group(2).equals("U");
        long width = Long.parseLong(type.group(3)) * (unicode ? 4 : 1);
        long count = Shapes.count(header.shape());
        boolean fits = width == 0 ? count <= MOST_EMPTY : count <= data.byteSize() / width;
        if (width > Integer.MAX_VALUE - 8 || !fits) {
            throw new IllegalArgumentException(count + " strings of " + width + " bytes do not fit the "
                    + data.byteSize() + " bytes after the header: the file was cut off; copy or download it again");
        }
        List<Value> texts = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            MemorySegment one = data.asSlice(i * width, width);
            texts.add(new Value.Text(unicode ? unicode(one, type.group(1).equals(">")) : bytes(one)));
        }
        return new Value.Sequence(Value.Sequence.Kind.LIST, texts);
    }

    private static String unicode(MemorySegment data, boolean swap) {
        StringBuilder text = new StringBuilder();
        long length = data.byteSize() / 4;
        for (long i = 0; i < length; i++) {
            int point = data.get(Elements.I4, i * 4);
            point = swap ? Integer.reverseBytes(point) : point;
            if (!Character.isValidCodePoint(point)) {
                throw new IllegalArgumentException("a string has a character beyond Unicode: the file is damaged");
            }
            text.appendCodePoint(point);
        }
        return withoutFill(text);
    }

    private static String bytes(MemorySegment data) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(data.toArray(Elements.I1));
            return withoutFill(
                    new StringBuilder(StandardCharsets.UTF_8.newDecoder().decode(bytes)));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a string is not UTF-8 text", e);
        }
    }

    private static String withoutFill(StringBuilder text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == 0) {
            end--;
        }
        return text.substring(0, end);
    }
}
