package dev.icfrr.vision.checkpoint;

import dev.icfrr.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a Vision Transformer. The set is complete, has no extra parameters, and all shapes are as expected.
 */
public final class VitWeights {

    /** The classifier, which is not needed for features. */
    private static final Set<String> CLASSIFIER = Set.of("head.weight", "head.bias");

    private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d{1,6})\\..*");
    private static final int LISTED = 20;
    private static final int USUAL_HEAD_WIDTH = 64;

    private final VitShape shape;
    private final Map<String, Tensor> parameters;

    private VitWeights(VitShape shape, Map<String, Tensor> parameters) {
        this.shape = shape;
        this.parameters = parameters;
    }

    /**
     * Finds the sizes from the shapes and checks that everything fits.
     *
     * @param state parameters by timm's names; {@code head.weight} and {@code head.bias} are ignored
     * @param heads number of heads if it is not {@code width / 64}, because shapes do not show it
     * @param imageSize height and width of the prepared images, which determine the grid of patches if their number is
     *     not a square
     * @throws IllegalArgumentException listing missing, unexpected and misshapen parameters
     */
    public static VitWeights of(Map<String, Tensor> state, OptionalInt heads, Optional<int[]> imageSize) {
        VitShape shape = shape(state, heads, imageSize);
        Map<String, long[]> expected = shape.parameters();
        List<String> missing = expected.keySet().stream()
                .filter(name -> !state.containsKey(name))
                .toList();
        List<String> unexpected = state.keySet().stream()
                .filter(name -> !expected.containsKey(name) && !CLASSIFIER.contains(name))
                .toList();
        List<String> misshapen = new ArrayList<>();
        expected.forEach((name, dimensions) -> {
            Tensor tensor = state.get(name);
            if (tensor == null) {
                return;
            }
            if (!Arrays.equals(tensor.shape(), dimensions)) {
                misshapen.add(
                        name + " is " + Arrays.toString(tensor.shape()) + " instead of " + Arrays.toString(dimensions));
            } else if (!tensor.dtype().isFloating()) {
                misshapen.add(name + " holds " + tensor.dtype() + " instead of floating-point numbers");
            }
        });
        if (missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty()) {
            return new VitWeights(shape, state);
        }
        StringBuilder message = new StringBuilder("the parameters are not those of a Vision Transformer of width "
                + shape.width() + ", depth " + shape.depth() + ", patch " + shape.patch() + " and " + shape.gridHeight()
                + " x " + shape.gridWidth() + " patches");
        list(message, "missing", missing);
        list(message, "unexpected", unexpected);
        list(message, "misshapen", misshapen);
        throw new IllegalArgumentException(message.toString());
    }

    private static void list(StringBuilder message, String what, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        message.append("\n  ").append(what).append(": ");
        message.append(String.join(", ", names.subList(0, Math.min(LISTED, names.size()))));
        if (names.size() > LISTED) {
            message.append(" and ").append(names.size() - LISTED).append(" more");
        }
    }

    private static VitShape shape(Map<String, Tensor> state, OptionalInt heads, Optional<int[]> imageSize) {
        if (state.isEmpty()) {
            throw new IllegalArgumentException("there are no parameters");
        }
        long[] projection = dimensions(state, "patch_embed.proj.weight", 4);
        long[] positions = dimensions(state, "pos_embed", 3);
        long[] first = dimensions(state, "blocks.0.mlp.fc1.weight", 2);
        Set<Integer> blocks = new TreeSet<>();
        for (String name : state.keySet()) {
            Matcher block = BLOCK.matcher(name);
            if (block.matches()) {
                blocks.add(Integer.valueOf(block.group(1)));
            }
        }
        int width = Math.toIntExact(projection[0]);
        int patch = Math.toIntExact(projection[3]);
        int[] grid = grid(Math.toIntExact(positions[1]) - 1, patch, imageSize);
        if (heads.isEmpty() && width % USUAL_HEAD_WIDTH != 0) {
            throw new IllegalArgumentException("the width " + width + " is no multiple of " + USUAL_HEAD_WIDTH
                    + ", so the number of attention heads must be said with --heads");
        }
        int count = heads.isPresent() ? heads.getAsInt() : width / USUAL_HEAD_WIDTH;
        return new VitShape(width, blocks.size(), count, patch, grid[0], grid[1], Math.toIntExact(first[0]));
    }

    private static long[] dimensions(Map<String, Tensor> state, String name, int rank) {
        Tensor tensor = state.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("this is no Vision Transformer in timm's naming: '" + name
                    + "' is missing; found are " + summary(state.keySet()));
        }
        if (tensor.rank() != rank || tensor.count() == 0) {
            throw new IllegalArgumentException("'" + name + "' has the shape " + Arrays.toString(tensor.shape())
                    + "; expected are " + rank + " dimensions");
        }
        return tensor.shape();
    }

    private static String summary(Set<String> names) {
        List<String> first = names.stream().limit(5).toList();
        return String.join(", ", first) + (names.size() > 5 ? " and " + (names.size() - 5) + " more" : "");
    }

    private static int[] grid(int patches, int patch, Optional<int[]> imageSize) {
        if (imageSize.isPresent()) {
            int[] size = imageSize.get();
            int rows = size[0] / patch;
            int columns = size[1] / patch;
            if (size[0] % patch == 0 && size[1] % patch == 0 && (long) rows * columns == patches) {
                return new int[] {rows, columns};
            }
        }
        int edge = (int) Math.round(Math.sqrt(patches));
        if (patches < 1 || edge * edge != patches) {
            throw new IllegalArgumentException("'pos_embed' has places for " + patches
                    + " patches beside the class token, which is no square, nor does it fit the prepared images");
        }
        return new int[] {edge, edge};
    }

    /** Returns the sizes. */
    public VitShape shape() {
        return shape;
    }

    /** Returns the total number of weights. */
    public long count() {
        return shape.parameters().keySet().stream()
                .mapToLong(name -> parameter(name).count())
                .sum();
    }

    /** Returns the values of a parameter in logical order. */
    float[] values(String name) {
        return parameter(name).toFloatArray();
    }

    private Tensor parameter(String name) {
        Tensor tensor = parameters.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no parameter " + name);
        }
        return tensor;
    }
}
