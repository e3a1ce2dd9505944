package dev.icfrr.cli.rerank;

import dev.icfrr.cli.input.RerankInput;
import dev.icfrr.cli.input.RerankOptions;
import dev.icfrr.vision.dataset.DatasetLayout;
import dev.icfrr.vision.extract.ImageNames;
import dev.icfrr.vision.extract.NamesFile;
import dev.icfrr.vision.sheet.ContactSheet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The images of the queries that are to be drawn, checked before the work starts. */
final class RunImages {
    /** With 20 images each, a sheet of these has some 230 million pixels. */
    private static final int MOST_QUERIES = 500;

    private final Optional<ImageNames> names;

    private RunImages(Optional<ImageNames> names) {
        this.names = names;
    }

    /**
     * Looks the images up if sheets are asked for: by the names that an extraction left beside its features, else in
     * the data set's lists.
     *
     * @throws IOException if there is neither, they do not fit the caches or the data root, or a query is out of range
     */
    static RunImages open(RerankOptions options, RerankInput input) throws IOException {
        if (options.sheetQueries().isEmpty()) {
            return new RunImages(Optional.empty());
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
        Optional<ImageNames> extracted = ImageNames.read(options.cacheFolder(), options.dataRoot());
        ImageNames names = extracted.isPresent() ? extracted.get() : listed(options);
        String source = extracted.isPresent()
                ? options.cacheFolder().resolve(NamesFile.NAME).toString()
                : "the data set '" + options.dataset() + "' under " + options.dataRoot();
        requireCount(source, "queries", names.query().size(), input.queries(), options);
        requireCount(source, "gallery items", names.gallery().size(), input.gallerySize(), options);
        for (int query : options.sheetQueries()) {
            Path image = names.query().get(query);
            if (!Files.exists(image)) {
                throw new IOException(image + ": there is no such image, and query " + query
                        + " is to be drawn. Point --data-root at the data the caches were made from, "
                        + "or leave out --query-idxs-to-vis");
            }
        }
        return new RunImages(Optional.of(names));
    }

    private static ImageNames listed(RerankOptions options) throws IOException {
        DatasetLayout layout = DatasetLayout.open(options.dataset(), options.dataRoot(), options.perClass());
        return new ImageNames(layout.queries().paths(), layout.gallery().paths());
    }

    private static void requireCount(String source, String what, int images, int cached, RerankOptions options)
            throws IOException {
        if (images != cached) {
            throw new IOException(source + " has " + images + " " + what + ", but the caches in "
                    + options.cacheFolder() + " have " + cached
                    + ": sheets would show the wrong images. Point --data-root at the data the caches were made from, "
                    + "or leave out --query-idxs-to-vis");
        }
    }

    /** What draws the sheets. */
    ContactSheet sheet() {
        return new ContactSheet(this::query, this::gallery);
    }

    /** Where the image of a query lies. */
    Path query(int index) {
        return names().query().get(index);
    }

    /** Where a gallery image lies. */
    Path gallery(int index) {
        return names().gallery().get(index);
    }

    private ImageNames names() {
        return names.orElseThrow(() -> new IllegalStateException("no images were asked for"));
    }
}
