package dev.icfrr.vision.index;

import dev.icfrr.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Changes of indexes with and without additions. */
abstract class AdditionFixture extends IndexFixture {
    /** Small indexes take additions too, and never have too many. */
    static final AddLimits ALWAYS = new AddLimits(10, 1, 1, 1L << 30);

    static final AddLimits NEVER = new AddLimits(Integer.MAX_VALUE, 1, 1, 0);

    static GalleryIndex change(Path folder, AddLimits limits, List<String> removed, List<IndexItem> added)
            throws IOException {
        try (IndexEditor editor = IndexEditor.open(folder, TWO, null, WriteObserver.NONE, limits)) {
            removed.forEach(editor::remove);
            for (IndexItem item : added) {
                editor.add(item);
            }
            editor.nameLabel(1, "one of " + editor.size());
            editor.commit();
        }
        return IndexCheck.verify(folder);
    }

    static Tensor counts(GalleryIndex index) {
        return index.agreement().orElseThrow().counts().toTensor();
    }
}
