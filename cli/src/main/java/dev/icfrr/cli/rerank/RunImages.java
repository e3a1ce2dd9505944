package dev.icfrr.cli.rerank;

import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.extract.ImageNames;
import dev.icfrr.vision.extract.NamesFile;
import dev.icfrr.vision.sheet.ContactSheet;
import dev.icfrr.vision.sheet.Thumbnails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The images for contact sheets, checked before the work starts. */
final class RunImages {
    /** A sheet of this many queries with 20 images each has about 230 million pixels. */
    private static final int MOST_QUERIES = 500;

    private final Optional<ImageNames> names;
    private final Thumbnails queries = new Thumbnails(index -> names().query().get(index), ContactSheet.USUAL_SIZE);
    private final Thumbnails gallery = new Thumbnails(index -> names().gallery().get(index), ContactSheet.USUAL_SIZE);

    private RunImages(Optional<ImageNames> names) {
        this.names = names;
    }

    /**
     * Finds the images if contact sheets are requested: by the names that an extraction wrote next to its features,
     * otherwise in the lists of the data set.
     *
     * @throws IOException if there are no names, they do not fit the caches or the data root, or a query is out of
     *     range
     */
    static RunImages open(RerankOptions options, RerankInput input) throws IOException {
        if (options.sheets().queries().isEmpty()) {
            return new RunImages(Optional.empty());
        }
        if (options.sheets().queries().size() > MOST_QUERIES) {
            throw new IllegalArgumentException(
                    "--query-idxs-to-vis: " + options.sheets().queries().size()
                            + " queries do not fit on a contact sheet. Name at most " + MOST_QUERIES);
        }
        for (int query : options.sheets().queries()) {
            if (query < 0 || query >= input.queries()) {
                throw new IllegalArgumentException(
                        "--query-idxs-to-vis must be from 0 to " + (input.queries() - 1) + ", not " + query);
            }
        }
        Optional<ImageNames> extracted = input.folder().isPresent()
                ? ImageNames.read(input.folder().get(), options.folders().dataRoot())
                : Optional.empty();
        ImageNames names = extracted.isPresent() ? extracted.get() : listed(options);
        String source = extracted.isPresent()
                ? options.folders().cache().resolve(NamesFile.NAME).toString()
                : "the data set '" + options.folders().dataset() + "' under "
                        + options.folders().dataRoot();
        requireCount(source, "queries", names.query().size(), input.queries(), options);
        requireCount(source, "gallery items", names.gallery().size(), input.gallerySize(), options);
        for (int query : options.sheets().queries()) {
            Path image = names.query().get(query);
            if (!Files.exists(image)) {
                throw new IOException(image + ": the image of query " + query
                        + " does not exist. Point --data-root at the data the caches were made from, "
                        + "or leave out --query-idxs-to-vis");
            }
        }
        return new RunImages(Optional.of(names));
    }

    private static ImageNames listed(RerankOptions options) throws IOException {
        DatasetLayout layout = DatasetLayout.open(
                options.folders().dataset(),
                options.folders().dataRoot(),
                options.folders().perClass());
        return new ImageNames(layout.queries().paths(), layout.gallery().paths());
    }

    private static void requireCount(String source, String what, int images, int cached, RerankOptions options)
            throws IOException {
        if (images != cached) {
            String caches = options.given().hasFeatures()
                    ? "the files of features have "
                    : "the caches in " + options.folders().cache() + " have ";
            throw new IOException(source + " has " + images + " " + what + ", but " + caches + cached
                    + ". Contact sheets would show wrong images. Point --data-root at the data the caches were made from, "
                    + "or leave out --query-idxs-to-vis");
        }
    }

    /** Returns the file name of a query's image. */
    String queryName(int index) {
        return String.valueOf(names().query().get(index).getFileName());
    }

    /** Returns copies of the images of queries. */
    Thumbnails queries() {
        return queries;
    }

    /** Returns copies of the gallery images. */
    Thumbnails gallery() {
        return gallery;
    }

    /** Says that the page will show the initial and the last ranking of a query. */
    void willEmbed(int query, TopOrders tops, int lastIteration) {
        queries.willEmbed(List.of(query));
        for (int iteration : new int[] {0, lastIteration}) {
            gallery.willEmbed(Arrays.stream(tops.top(query, iteration)).boxed().toList());
        }
    }

    private ImageNames names() {
        return names.orElseThrow(() -> new IllegalStateException("no images were requested"));
    }
}
