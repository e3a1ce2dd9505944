package dev.icfrr.lucene.example;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The features and labels of queries and gallery, mapped from a folder. */
final class FeatureFolder implements AutoCloseable {
    private final TensorFile queryFile;
    private final TensorFile galleryFile;
    final Matrix queries;
    final Matrix gallery;
    final Labels labels;

    FeatureFolder(Path folder) throws IOException {
        queryFile = open(folder, "query_features");
        galleryFile = open(folder, "gallery_features");
        queries = queryFile.soleTensor().asMatrix();
        gallery = galleryFile.soleTensor().asMatrix();
        try (TensorFile file = TensorFiles.open(folder.resolve("labels.pth"))) {
            labels = Labels.of(file.integers("query"), file.integers("gallery"));
        }
        if (queries.columns() != gallery.columns()
                || labels.queries() != queries.rows()
                || labels.gallerySize() != gallery.rows()) {
            throw new IllegalArgumentException(folder + " holds " + queries.rows() + " queries of " + queries.columns()
                    + " dimensions, " + gallery.rows() + " gallery items of " + gallery.columns() + ", and labels of "
                    + labels.queries() + " and " + labels.gallerySize() + ": they do not belong together");
        }
    }

    private static TensorFile open(Path folder, String name) throws IOException {
        for (String extension : new String[] {".npy", ".pth"}) {
            if (Files.exists(folder.resolve(name + extension))) {
                return TensorFiles.open(folder.resolve(name + extension));
            }
        }
        throw new NoSuchFileException(folder.resolve(name + ".npy").toString(), null, "no such file, nor with .pth");
    }

    @Override
    public void close() {
        queryFile.close();
        galleryFile.close();
    }
}
