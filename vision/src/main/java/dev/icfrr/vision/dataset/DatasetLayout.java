package dev.icfrr.vision.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * The two domains of a data set.
 *
 * @param name name of the data set: {@code custom}, {@code tuberlin}, {@code officehome:Art-Product} …
 * @param queries the query images
 * @param gallery the gallery images
 */
public record DatasetLayout(String name, ImageSet queries, ImageSet gallery) {

    private static final List<String> NAMES = List.of(
            "custom",
            "tuberlin",
            "sketchy_zs1",
            "sketchy_zs2",
            "quickdraw",
            "officehome:<query domain>-<gallery domain>");

    /**
     * Finds the images of a data set.
     *
     * @param name the name of the data set; the message of the exception lists all
     * @param dataRoot the folder that holds {@code custom}, {@code TUBerlin}, {@code Sketchy} …
     * @param perClass number of first images per class, classes in ascending order; -1 for all images in their own
     *     order
     * @throws DatasetException when a list, folder or line is missing or not as expected
     */
    public static DatasetLayout open(String name, Path dataRoot, int perClass) throws DatasetException {
        DatasetLayout all = switch (name) {
            case "custom" -> CustomFolder.open(dataRoot.resolve("custom"));
            case "tuberlin" -> lists(name, dataRoot.resolve("TUBerlin"), "zeroshot", "png_ready", "ImageResized_ready");
            case "sketchy_zs1" ->
                lists(name, dataRoot.resolve("Sketchy"), "zeroshot1", "sketch_tx_000000000000_ready", "all_photo");
            case "sketchy_zs2" ->
                lists(name, dataRoot.resolve("Sketchy"), "zeroshot2", "sketch_tx_000000000000_ready", "all_photo");
            case "quickdraw" -> quickDraw(name, dataRoot.resolve("QuickDraw"));
            default -> {
                if (name.startsWith(OfficeHome.PREFIX)) {
                    yield OfficeHome.open(name, dataRoot);
                }
                throw new DatasetException(
                        "there is no data set '" + name + "'; known are " + String.join(", ", NAMES));
            }
        };
        if (perClass <= 0) {
            return all;
        }
        if (!all.queries.isLabelled() || !all.gallery.isLabelled()) {
            throw new DatasetException("the first " + perClass + " images of each class of '" + name
                    + "' are not known: it has no labels (expected a labels.json beside its images)");
        }
        return new DatasetLayout(name, all.queries.firstOfEachClass(perClass), all.gallery.firstOfEachClass(perClass));
    }

    private static DatasetLayout lists(String name, Path folder, String split, String queries, String gallery)
            throws DatasetException {
        return new DatasetLayout(
                name,
                FileList.read(folder, folder.resolve(split, queries + "_filelist_zero.txt")),
                FileList.read(folder, folder.resolve(split, gallery + "_filelist_zero.txt")));
    }

    private static DatasetLayout quickDraw(String name, Path folder) throws DatasetException {
        Path split = folder.resolve("zeroshot");
        return new DatasetLayout(
                name,
                FileList.readFirst(folder, split.resolve("sketch_zero.txt"), split.resolve("sketch_filelist_zero.txt")),
                FileList.readFirst(
                        folder, split.resolve("all_photo_zero.txt"), split.resolve("all_photo_filelist_zero.txt")));
    }
}
