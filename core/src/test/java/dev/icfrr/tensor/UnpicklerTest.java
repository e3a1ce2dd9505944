package dev.icfrr.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the pickle reader with hostile files. Characters in the pickles below are bytes. */
class UnpicklerTest {

    private static Value load(String pickle) throws TensorFormatException {
        byte[] bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
        TorchTypes.Storages none = (key, dtype, elements, part) -> {
            throw new IllegalArgumentException("no storages here");
        };
        return new Unpickler(
                        MemorySegment.ofArray(bytes),
                        0,
                        bytes.length,
                        new PickleTypes(new TorchTypes(none)),
                        "test.pth",
                        "data.pkl")
                .load();
    }

    private static TensorFile file(Value root) {
        return new TensorFile(Path.of("test.pth"), TensorFile.Kind.PTH, root, null, Arena.ofShared());
    }

    @Test
    void readsTheTextualInstructionsOfProtocolZero() throws TensorFormatException {
        Value value = load("(lp0\nI1\naI01\naL12345678901234567890L\naF2.5\naS'a\\x41\\n\\101'\naVx\\u00e9\u00e9\na"
                + "(I1\nI2\ntaNag0\na.");
        assertThat(((Value.Sequence) value).items())
                .map(Value::toString)
                .startsWith("1", "True", "12345678901234567890", "2.5", "'aA\uFFFDA'", "'xéé'", "tuple of 2", "None")
                .last()
                .isEqualTo("list of 8".replace('8', '9'));
        assertThat(((Value.Sequence) value).items().getLast()).isSameAs(value);
    }

    @Test
    void cyclesAreReadAndListed() throws Exception {
        Value list = load("\u0080\u0002]q\0h\0a}q\u0001(X\1\0\0\0ah\u0001X\1\0\0\0bh\0ua.");
        try (TensorFile file = file(list)) {
            assertThat(list).hasToString("list of 2").isEqualTo(list);
            assertThat(list.hashCode()).isEqualTo(list.hashCode());
            assertThat(file.tensors()).isEmpty();
            assertThat(file.inert()).isEmpty();
            assertThat(file.find("[1].a.a.a.b[0][0]")).contains(list);
            assertThat(file.find("[1].a.a.a.c")).isEmpty();
        }
    }

    @Test
    void aPartWithManyPathsIsVisitedOnce() throws Exception {
        StringBuilder pickle = new StringBuilder("\u0080\u0002]q\0");
        for (int i = 0; i < 200; i++) {
            pickle.append("(h")
                    .append((char) i)
                    .append("h")
                    .append((char) i)
                    .append("lq")
                    .append((char) (i + 1));
        }
        StringBuilder popped = new StringBuilder(pickle);
        for (int i = 0; i < 200; i++) {
            popped.append("\u0085");
        }
        assertThatThrownBy(() -> load(pickle + ".")).hasMessageContaining("left over");
        Value value = load("(" + pickle.substring(2) + "l.");
        try (TensorFile file = file(value)) {
            assertThat(file.tensors()).isEmpty();
            assertThat(value).hasToString("list of 201");
        }
    }

    @Test
    void deepNestingDoesNotExhaustTheStack() throws Exception {
        int depth = 500_000;
        Value value = load("]".repeat(depth) + "a".repeat(depth - 1) + ".");
        try (TensorFile file = file(value)) {
            assertThat(file.tensors()).isEmpty();
            assertThat(file.find("[0]".repeat(100))).isEmpty();
            assertThatThrownBy(file::soleTensor).hasMessageContaining("list of 1");
        }
        Value tuples = load(")" + "\u0085".repeat(depth) + ".");
        assertThat(tuples.hashCode()).isNotNull();
    }

    @Test
    void repeatedCopiesOfContainersAreRefused() {
        String thousand = "(" + "N".repeat(1000) + "l";
        String copies = "cbuiltins\nset\nh\1\u0085R0".repeat(1000);
        assertThatThrownBy(() -> load("\u0080\u0002" + thousand + "q\1" + copies + "."))
                .isInstanceOf(TensorFormatException.class)
                .hasMessageContaining("beyond its own size");
    }

    @Test
    void unknownClassesStayInert() throws TensorFormatException {
        Value.Opaque object =
                (Value.Opaque) load("\u0080\u0004\u008c\2os\u008c\6system\u0093\u008c\2ls\u0085R.".formatted());
        assertThat(object.type().qualifiedName()).isEqualTo("os.system");
        assertThat(((Value.Sequence) object.arguments()).items()).containsExactly(new Value.Text("ls"));
        Value.Opaque called = (Value.Opaque) load("cbuiltins\ngetattr\n(cos\npopen\nS'x'\ntR(S'y'\ntR.");
        assertThat(called).hasToString("inert call of a value");
        Value.Opaque built = (Value.Opaque) load("\u0080\u0002cm\nC\n)\u0081}X\1\0\0\0aK\1sb.");
        assertThat(built.attribute("a")).hasToString("Optional[1]");
        Value.Opaque named = (Value.Opaque) load("\u0080\u0004cm\nC\n)}X\1\0\0\0aK\1s\u0092.");
        assertThat(named.type().name()).isEqualTo("C");
        assertThat(load("(im\nC\n.")).hasToString("inert m.C");
        assertThat(load("(cm\nC\nI1\no.")).hasToString("inert m.C");
        assertThat(load("\u0080\u0002\u0082\5.")).hasToString("inert copyreg.extension 5");
        assertThat(load("Pxyz\n.")).hasToString("inert pickle.persistent id");
        assertThat(load("cm\n" + "x".repeat(5000) + "\n.").toString()).hasSizeLessThan(150);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''  | cut off",
                "N  | cut off",
                ".  | not there",
                "0. | not there",
                "t. | mark",
                "(NR. | not there",
                "Na. | not there",
                "NNa. | appended to None",
                "]Ns. | not there",
                "]NNs. | set on list of 0",
                "}(Nu. | key without a value",
                "h1. | no entry",
                "g7~. | no entry",
                "INaN~. | not a whole number",
                "Fx~. | not a number",
                "Sx~. | without quotes",
                "S'\\xg1'~. | hexadecimal",
                "V\\u12~. | cut off",
                "I1. | does not end",
                "!. | not a pickle instruction",
                "(o. | without a class",
                "NN. | left over",
                "(N. | left over",
            })
    void theMessageNamesTheDamageAndItsByte(String pickle, String fault) {
        assertThatThrownBy(() -> load(pickle.replace('~', '\n')))
                .isInstanceOf(TensorFormatException.class)
                .hasMessageContaining("test.pth: data.pkl, byte ")
                .hasMessageContaining(fault);
    }

    @ParameterizedTest
    @CsvSource({"X", "T", "B", "8b"})
    void lengthsAreCheckedBeforeMemoryIsAllocated(String instruction) {
        String op = instruction.length() == 2 ? "\u008b" : instruction;
        for (String length : new String[] {"\u00ff\u00ff\u00ff\u00ff", "\u00ff\u00ff\u00ff\u007f", "\4\0\0\0"}) {
            assertThatThrownBy(() -> load(op + length + "abc"))
                    .isInstanceOf(TensorFormatException.class)
                    .hasMessageContaining("byte 5");
        }
    }

    @ParameterizedTest
    @CsvSource({"8d", "8e", "95", "96"})
    void sixtyFourBitLengthsAreCheckedBeforeMemoryIsAllocated(String instruction) {
        String op = String.valueOf((char) Integer.parseInt(instruction, 16));
        for (String length : new String[] {"\u00ff".repeat(8), "\0\0\0\0\1\0\0\0", "\u00ff".repeat(7) + "\u007f"}) {
            assertThatThrownBy(() -> load("\u0080\4" + op + length + "abc"))
                    .isInstanceOf(TensorFormatException.class)
                    .hasMessageContaining("bytes");
        }
    }

    @Test
    void theNumberOfValuesIsBounded() {
        assertThatThrownBy(() -> load("}".repeat(5_000_001))).hasMessageContaining("more than 5000000 values");
        byte[] deflated = "]".repeat(300_000).getBytes(StandardCharsets.ISO_8859_1);
        PickleTypes types = new PickleTypes(new TorchTypes((key, dtype, elements, part) -> Value.None.NONE));
        assertThatThrownBy(() ->
                        new Unpickler(MemorySegment.ofArray(deflated), 0, 300, types, "test.pth", "data.pkl").load())
                .isInstanceOf(TensorFormatException.class)
                .hasMessageContaining("more than 200000 values");
    }

    @Test
    void laterProtocolsAreRefused() {
        assertThatThrownBy(() -> load("\u0080\6N.")).hasMessageContaining("protocol 6");
    }

    @Test
    void hugeDecimalNumbersAreRefused() {
        assertThatThrownBy(() -> load("L" + "9".repeat(10_000) + "L\n.")).hasMessageContaining("too long");
    }

    @Test
    void pathsPreferTheLongestKey() throws Exception {
        Value inner = Value.of(Map.of("c", 1));
        Value root = Value.of(Map.of("a", Map.of("b", inner), "a.b", Map.of("c", 2), "[x]", 3));
        try (TensorFile file = file(root)) {
            assertThat(file.find("a.b.c")).hasToString("Optional[2]");
            assertThat(file.find("[x]")).hasToString("Optional[3]");
            assertThat(file.find("")).contains(root);
            assertThat(file.find("a.b.d")).isEmpty();
        }
    }
}
