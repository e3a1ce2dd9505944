package dev.icfrr.vision.checkpoint;

import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.Value;
import dev.icfrr.vision.preprocess.Interpolation;
import dev.icfrr.vision.preprocess.Normalization;
import dev.icfrr.vision.preprocess.Preprocessing;
import dev.icfrr.vision.preprocess.PreprocessingStep;
import dev.icfrr.vision.preprocess.PreprocessingStep.CenterCrop;
import dev.icfrr.vision.preprocess.PreprocessingStep.CropOrigin;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeExact;
import dev.icfrr.vision.preprocess.PreprocessingStep.ResizeShortest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Reads a pickled {@code torchvision.transforms.Compose} without executing it. */
final class TorchvisionTransforms {

    private static final String PACKAGE = "torchvision.transforms.transforms.";

    private final List<PreprocessingStep> steps = new ArrayList<>();
    private final List<Normalization> normalizations = new ArrayList<>();
    private boolean isTensor;

    private TorchvisionTransforms() {}

    /** @throws IllegalArgumentException naming the unsupported part */
    static Preprocessing read(Value transform) {
        TorchvisionTransforms transforms = new TorchvisionTransforms();
        transforms.add(transform);
        if (!transforms.isTensor) {
            throw new IllegalArgumentException("the transform has no ToTensor, so its scale is not known");
        }
        return new Preprocessing(transforms.steps, Preprocessing.UNIT_SCALE, transforms.normalizations);
    }

    private void add(Value transform) {
        if (!(transform instanceof Value.Opaque object)) {
            throw new IllegalArgumentException("expected a torchvision transform, found " + transform);
        }
        String type = object.type().qualifiedName();
        switch (type) {
            case PACKAGE + "Compose" -> {
                for (Value inner : items(attribute(object, "transforms"), "the transforms of Compose")) {
                    add(inner);
                }
            }
            case PACKAGE + "Resize" -> steps.add(onImage(type, resize(object)));
            case PACKAGE + "CenterCrop" -> {
                int[] size = size(attribute(object, "size"), type);
                steps.add(onImage(type, new CenterCrop(size[0], size[size.length - 1], CropOrigin.ROUND)));
            }
            case PACKAGE + "ToTensor" -> {
                if (isTensor) {
                    throw new IllegalArgumentException("the transform has ToTensor twice");
                }
                isTensor = true;
            }
            case PACKAGE + "Normalize" -> {
                if (!isTensor) {
                    throw new IllegalArgumentException("the transform has Normalize before ToTensor");
                }
                normalizations.add(new Normalization(
                        numbers(attribute(object, "mean"), "mean"), numbers(attribute(object, "std"), "std")));
            }
            default ->
                throw new IllegalArgumentException("the transform " + type + " is not supported; known are Compose,"
                        + " Resize, CenterCrop, ToTensor and Normalize");
        }
    }

    private PreprocessingStep onImage(String type, PreprocessingStep step) {
        if (isTensor) {
            // torchvision resizes tensors with different arithmetic than Pillow.
            throw new IllegalArgumentException("the transform has " + type + " after ToTensor, which is not supported");
        }
        return step;
    }

    private static PreprocessingStep resize(Value.Opaque object) {
        Interpolation interpolation = object.attribute("interpolation")
                .map(TorchvisionTransforms::interpolation)
                .orElse(Interpolation.BILINEAR);
        int[] size = size(attribute(object, "size"), "Resize");
        if (size.length == 2) {
            return new ResizeExact(size[0], size[1], interpolation);
        }
        OptionalInt longest = object.attribute("max_size")
                .filter(value -> value != Value.None.NONE)
                .map(value -> OptionalInt.of(integer(value, "max_size")))
                .orElse(OptionalInt.empty());
        return new ResizeShortest(size[0], longest, interpolation);
    }

    /** An interpolation is pickled as a member looked up by name or by value, or by older versions as a number. */
    private static Interpolation interpolation(Value value) {
        if (value instanceof Value.Int number) {
            return Interpolation.ofPillow(number.longValue());
        }
        if (value instanceof Value.Opaque object && object.arguments() instanceof Value.Sequence arguments) {
            List<Value> items = arguments.items();
            String type = object.type().qualifiedName();
            boolean byName = (type.equals("builtins.getattr") || type.equals("__builtin__.getattr"))
                    && items.size() == 2
                    && items.getFirst() instanceof Value.Global owner
                    && isInterpolationMode(owner);
            boolean byValue = isInterpolationMode(object.type()) && items.size() == 1;
            if ((byName || byValue) && items.getLast() instanceof Value.Text name) {
                return Interpolation.of(name.value());
            }
        }
        throw new IllegalArgumentException("the interpolation " + value + " of Resize is not known");
    }

    private static boolean isInterpolationMode(Value.Global type) {
        return type.qualifiedName().equals("torchvision.transforms.functional.InterpolationMode");
    }

    private static Value attribute(Value.Opaque object, String name) {
        return object.attribute(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        object.type().qualifiedName() + " has no attribute '" + name + "'"));
    }

    /** One number, or height and width. */
    private static int[] size(Value value, String owner) {
        if (value instanceof Value.Int) {
            return new int[] {integer(value, "size")};
        }
        List<Value> items = items(value, "the size of " + owner);
        if (items.isEmpty() || items.size() > 2) {
            throw new IllegalArgumentException("the size of " + owner + " has " + items.size() + " numbers");
        }
        return items.stream().mapToInt(item -> integer(item, "size")).toArray();
    }

    private static List<Value> items(Value value, String what) {
        if (value instanceof Value.Sequence sequence) {
            return sequence.items();
        }
        throw new IllegalArgumentException(what + " should be a list, not " + value);
    }

    private static int integer(Value value, String what) {
        if (value instanceof Value.Int number && number.value().bitLength() < 32) {
            return number.value().intValueExact();
        }
        throw new IllegalArgumentException("'" + what + "' should be a whole number, not " + value);
    }

    private static List<Double> numbers(Value value, String what) {
        if (value instanceof Tensor tensor && tensor.count() <= 3) {
            return Arrays.stream(tensor.toDoubleArray()).boxed().toList();
        }
        return items(value, "'" + what + "' of Normalize").stream()
                .map(item -> switch (item) {
                    case Value.Real real -> real.value();
                    case Value.Int number -> number.value().doubleValue();
                    default ->
                        throw new IllegalArgumentException(
                                "'" + what + "' of Normalize should hold numbers, not " + item);
                })
                .toList();
    }
}
