package dev.icfrr.tensor;

import dev.icfrr.text.PrintableText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: a JSON object that maps names to types, shapes and bytes. The parser takes this one
 * form and nothing else, so that its memory stays in proportion to the text.
 *
 * @param tensors the tensors by their names, in the order of the text
 */
record SafetensorsHeader(Map<String, Entry> tensors) {

    /**
     * A tensor.
     *
     * @param type the type's name in the format, for example {@code F32}
     * @param begin its first byte, counted from the end of the header
     * @param end the byte after its last
     */
    @SuppressWarnings("ArrayRecordComponent") // lives only while a file is opened
    record Entry(String type, long[] shape, long begin, long end) {}

    private static final String METADATA = "__metadata__";

    /**
     * Parses a header.
     *
     * @throws IllegalArgumentException if it does not have the form
     */
    static SafetensorsHeader parse(String json) {
        Map<String, Entry> tensors = new LinkedHashMap<>();
        boolean[] described = new boolean[1];
        Scanner in = new Scanner(json);
        in.object(name -> {
            if (name.equals(METADATA)) {
                if (described[0]) {
                    throw new IllegalArgumentException("the header has '" + METADATA + "' twice");
                }
                described[0] = true;
                in.object(key -> in.string());
            } else if (tensors.put(name, entry(name, in)) != null) {
                throw new IllegalArgumentException("the header has " + PrintableText.quote(name) + " twice");
            }
        });
        in.requireEnd();
        return new SafetensorsHeader(tensors);
    }

    private static Entry entry(String name, Scanner in) {
        List<String> type = new ArrayList<>();
        List<long[]> shape = new ArrayList<>();
        List<long[]> bytes = new ArrayList<>();
        in.object(key -> {
            switch (key) {
                case "dtype" -> type.add(in.string());
                case "shape" -> shape.add(in.numbers());
                case "data_offsets" -> bytes.add(in.numbers());
                default ->
                    throw new IllegalArgumentException("tensor " + PrintableText.quote(name) + " has the unknown field "
                            + PrintableText.quote(key));
            }
        });
        if (type.size() != 1 || shape.size() != 1 || bytes.size() != 1 || bytes.getFirst().length != 2) {
            throw new IllegalArgumentException(
                    "tensor " + PrintableText.quote(name) + " must have one dtype, one shape and two data_offsets");
        }
        return new Entry(type.getFirst(), shape.getFirst(), bytes.getFirst()[0], bytes.getFirst()[1]);
    }

    /** Receives the keys of an object; the scanner is then at the value, which the receiver reads. */
    private interface Member {
        void read(String key);
    }

    private static final class Scanner {
        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        void object(Member member) {
            expect('{');
            if (accept('}')) {
                return;
            }
            do {
                String key = string();
                expect(':');
                member.read(key);
            } while (accept(','));
            expect('}');
        }

        long[] numbers() {
            expect('[');
            if (accept(']')) {
                return new long[0];
            }
            long[] found = new long[Shapes.MAX_RANK];
            int count = 0;
            do {
                if (count == found.length) {
                    throw new IllegalArgumentException("a list of more than " + Shapes.MAX_RANK + " numbers");
                }
                found[count++] = number();
            } while (accept(','));
            expect(']');
            return Arrays.copyOf(found, count);
        }

        private long number() {
            skipSpace();
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
            if (at == start || at - start > 19 || leadingZero) {
                throw fault("a whole number from 0 to 2^63-1 is needed");
            }
            try {
                return Long.parseLong(text, start, at, 10);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the header has a number beyond 2^63-1", e);
            }
        }

        String string() {
            expect('"');
            StringBuilder string = new StringBuilder();
            while (true) {
                char c = next();
                if (c == '"') {
                    return string.toString();
                }
                if (c < ' ') {
                    throw fault("a string has a control character");
                }
                string.append(c == '\\' ? escape() : c);
            }
        }

        private char escape() {
            char c = next();
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> {
                    int code = 0;
                    for (int i = 0; i < 4; i++) {
                        int digit = Character.digit(next(), 16);
                        if (digit < 0) {
                            throw fault("an escape is not hexadecimal");
                        }
                        code = code << 4 | digit;
                    }
                    yield (char) code;
                }
                default -> throw fault("an escape is unknown");
            };
        }

        private char next() {
            if (at == text.length()) {
                throw fault("the text ends too early");
            }
            return text.charAt(at++);
        }

        private void skipSpace() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private boolean accept(char wanted) {
            skipSpace();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char wanted) {
            if (!accept(wanted)) {
                throw fault("'" + wanted + "' is missing");
            }
        }

        void requireEnd() {
            skipSpace();
            if (at < text.length()) {
                throw fault("the text continues after its end");
            }
        }

        private IllegalArgumentException fault(String fault) {
            return new IllegalArgumentException("the header is damaged at its character " + at + ": " + fault);
        }
    }
}
