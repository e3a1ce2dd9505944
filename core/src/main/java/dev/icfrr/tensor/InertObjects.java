package dev.icfrr.tensor;

import dev.icfrr.tensor.Value.Bool;
import dev.icfrr.tensor.Value.Dict;
import dev.icfrr.tensor.Value.Global;
import dev.icfrr.tensor.Value.Opaque;
import dev.icfrr.tensor.Value.Sequence;
import dev.icfrr.text.PrintableText;
import java.util.List;

/** Explains why an object of a file is not read as a tensor, and how to save it so that it is. */
final class InertObjects {

    private InertObjects() {}

    /** Returns what the object is, with advice for well-known types. */
    static String describe(Opaque object) {
        Global type = object.type();
        if (type.module().equals(NpyReader.UNREADABLE)) {
            return "a NumPy array of type " + PrintableText.quote(type.name())
                    + ", which is not read: only truth values and numbers are";
        }
        if (type.module().equals(SafetensorsReader.UNREADABLE)) {
            return "a tensor of type " + type.name()
                    + ", whose elements share bytes, which is not supported; save it as" + " float32";
        }
        if (type.module().startsWith("scipy.sparse")) {
            return "a sparse SciPy matrix, which is not supported; save its toarray()";
        }
        if (type.module().startsWith("pandas.")) {
            return "a pandas object, which is not supported; save its to_numpy()";
        }
        if (!type.module().equals("torch") && !type.module().startsWith("torch.")) {
            return inert(type);
        }
        return switch (type.name()) {
            case "_rebuild_qtensor" -> "a quantized tensor, which is not supported; save its dequantize()";
            case "_rebuild_sparse_tensor", "_rebuild_sparse_csr_tensor" ->
                "a sparse tensor, which is not supported; save its to_dense()";
            case "_rebuild_nested_tensor" ->
                "a nested tensor, which is not supported; save its to_padded_tensor(0), or one tensor for each part";
            case "_rebuild_meta_tensor_no_storage" -> "a tensor of the device 'meta', which has no values";
            case "_rebuild_wrapper_subclass" ->
                "a tensor of a class that wraps others, which is not supported; save a plain tensor";
            case "_rebuild_tensor_v2" -> metadata(object, 6);
            case "_rebuild_tensor_v3" -> metadata(object, 7);
            default ->
                type.name().matches("QU?Int.*Storage")
                        ? "a quantized tensor, which is not supported; save its dequantize()"
                        : inert(type);
        };
    }

    private static String metadata(Opaque object, int place) {
        if (object.arguments() instanceof Sequence arguments
                && arguments.items().size() > place
                && arguments.items().get(place) instanceof Dict marks) {
            List<String> set = marks.entries().stream()
                    .filter(entry -> !entry.value().equals(new Bool(false)))
                    .map(entry -> entry.key() instanceof Value.Text text
                            ? text.value()
                            : entry.key().toString())
                    .toList();
            if (set.equals(List.of("neg"))) {
                return "a tensor whose values are negated on reading, which is not supported; save its resolve_neg()";
            }
            if (set.contains("conj")) {
                return "a tensor whose values are conjugated on reading, which is not supported; save its"
                        + " resolve_conj().resolve_neg()";
            }
            if (!set.isEmpty()) {
                return "a tensor with the mark " + PrintableText.quote(String.join(", ", set))
                        + ", whose meaning is unknown; save its clone()";
            }
        }
        return inert(object.type());
    }

    private static String inert(Global type) {
        return "not a tensor but an object of " + PrintableText.shorten(type.qualifiedName())
                + ", which is kept inert and never run";
    }
}
