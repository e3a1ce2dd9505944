package dev.icfrr.vision.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The images of one domain, in the order of their indices, with their labels. Immutable. */
public final class ImageSet {

    /** The label of an image whose class is not known. */
    public static final int UNKNOWN = -1;

    private final List<Path> paths;
    private final int[] labels;

    /**
     * @param paths one per image
     * @param labels one per image; {@link #UNKNOWN} where not known
     */
    public ImageSet(List<Path> paths, int[] labels) {
        if (paths.size() != labels.length) {
            throw new IllegalArgumentException(paths.size() + " images cannot have " + labels.length + " labels");
        }
        this.paths = List.copyOf(paths);
        this.labels = labels.clone();
    }

    /** Number of images. */
    public int size() {
        return labels.length;
    }

    /** The file of image {@code index}. */
    public Path path(int index) {
        return paths.get(index);
    }

    /** The label of image {@code index}, or {@link #UNKNOWN}. */
    public int label(int index) {
        return labels[index];
    }

    /** The files of all images. */
    public List<Path> paths() {
        return paths;
    }

    /** The files of the images with these indices. */
    public List<Path> paths(int[] indices) {
        return Arrays.stream(indices).mapToObj(paths::get).toList();
    }

    /** The labels of all images, as a new array. */
    public int[] labels() {
        return labels.clone();
    }

    /** Whether at least one image has a label. */
    public boolean isLabelled() {
        for (int label : labels) {
            if (label != UNKNOWN) {
                return true;
            }
        }
        return false;
    }

    /**
     * The first images of each class, classes in ascending order, as the reference's {@code --per_class} takes them.
     *
     * @param perClass how many of each class; -1 or 0 for all, which keeps the order
     */
    public ImageSet firstOfEachClass(int perClass) {
        if (perClass <= 0) {
            return this;
        }
        SortedMap<Integer, List<Integer>> byLabel = new TreeMap<>();
        for (int i = 0; i < labels.length; i++) {
            List<Integer> members = byLabel.computeIfAbsent(labels[i], label -> new ArrayList<>());
            if (members.size() < perClass) {
                members.add(i);
            }
        }
        List<Integer> kept = byLabel.values().stream().flatMap(List::stream).toList();
        return new ImageSet(
                kept.stream().map(paths::get).toList(),
                kept.stream().mapToInt(i -> labels[i]).toArray());
    }

    /**
     * Checks that every image exists, for those who are about to open them all.
     *
     * @throws DatasetException naming how many are missing and the first of them
     */
    public void requireFiles() throws DatasetException {
        List<Path> missing =
                paths.stream().filter(path -> !Files.isRegularFile(path)).toList();
        if (!missing.isEmpty()) {
            throw new DatasetException(missing.size() + " of " + paths.size() + " images do not exist, the first is "
                    + missing.getFirst());
        }
    }
}
