package dev.icfrr.cli.rerank;

import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.sheet.ContactSheet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The pictures of the queries that are to be drawn, checked before the work starts. */
final class RunPictures {
    /** With 20 pictures each, a sheet of these has some 230 million pixels. */
    private static final int MOST_QUERIES = 500;

    private final Optional<DatasetLayout> layout;

    private RunPictures(Optional<DatasetLayout> layout) {
        this.layout = layout;
    }

    /**
     * Looks the pictures up if sheets are asked for.
     *
     * @throws IOException if the data set's lists are missing or do not fit the caches, or a query is out of range
     */
    static RunPictures open(RerankOptions options, RerankInput input) throws IOException {
        if (options.sheetQueries().isEmpty()) {
            return new RunPictures(Optional.empty());
        }
        if (options.sheetQueries().size() > MOST_QUERIES) {
            throw new IllegalArgumentException("--query-idxs-to-vis: "
                    + options.sheetQueries().size() + " queries do not fit on a sheet; name at most " + MOST_QUERIES);
        }
        for (int query : options.sheetQueries()) {
            if (query < 0 || query >= input.queries()) {
                throw new IllegalArgumentException(
                        "--query-idxs-to-vis: there is no query " + query + ", they are 0 to " + (input.queries() - 1));
            }
        }
        DatasetLayout layout = DatasetLayout.open(options.dataset(), options.dataRoot(), options.perClass());
        requireCount("queries", layout.queries().size(), input.queries(), options);
        requireCount("gallery items", layout.gallery().size(), input.gallerySize(), options);
        return new RunPictures(Optional.of(layout));
    }

    private static void requireCount(String what, int pictures, int cached, RerankOptions options) throws IOException {
        if (pictures != cached) {
            throw new IOException("the data set '" + options.dataset() + "' under " + options.dataRoot() + " has "
                    + pictures + " " + what + ", but the caches in " + options.cacheFolder() + " have " + cached
                    + ": sheets would show the wrong pictures. Point --data-root at the data the caches were made from, "
                    + "or leave out --query-idxs-to-vis");
        }
    }

    /** What draws the sheets. */
    ContactSheet sheet() {
        return new ContactSheet(this::query, this::gallery);
    }

    /** Where the picture of a query lies. */
    Path query(int index) {
        return layout().queries().path(index);
    }

    /** Where a gallery picture lies. */
    Path gallery(int index) {
        return layout().gallery().path(index);
    }

    private DatasetLayout layout() {
        return layout.orElseThrow(() -> new IllegalStateException("no pictures were asked for"));
    }
}
