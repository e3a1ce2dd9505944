package dev.icfrr.vision.sheet;

import dev.icfrr.vision.image.ImageException;
import dev.icfrr.vision.image.Images;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * Small copies of the images of one domain. Each image is decoded once, up to a limit of cached copies. Thread-safe.
 */
final class ThumbnailCache {
    /** About 50 MB of copies of the usual size. */
    private static final int MOST_KEPT = 1000;

    private final IntFunction<Path> paths;
    private final int size;
    private final Map<Integer, Optional<BufferedImage>> kept = new ConcurrentHashMap<>();

    ThumbnailCache(IntFunction<Path> paths, int size) {
        this.paths = paths;
        this.size = size;
    }

    /** Decodes the images that are not cached, several in parallel. */
    void load(Collection<Integer> indices) {
        indices.stream().distinct().toList().parallelStream().forEach(this::of);
    }

    private Optional<BufferedImage> of(int index) {
        if (kept.size() > MOST_KEPT) {
            kept.clear();
        }
        return kept.computeIfAbsent(index, i -> read(paths.apply(i), size));
    }

    private static Optional<BufferedImage> read(Path path, int size) {
        try {
            return Optional.of(Images.fit(Images.read(path), size, size));
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    /** Draws an image in the center of a square, or a placeholder if it could not be read. */
    void draw(Graphics2D g, int index, int x, int y) {
        Optional<BufferedImage> image = of(index);
        if (image.isPresent()) {
            BufferedImage found = image.get();
            g.drawImage(found, x + (size - found.getWidth()) / 2, y + (size - found.getHeight()) / 2, null);
        } else {
            placeholder((Graphics2D) g.create(x, y, size, size), size);
        }
    }

    private static void placeholder(Graphics2D g, int size) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(new Color(236, 238, 242));
        g.fillRect(0, 0, size, size);
        g.setColor(new Color(176, 180, 190));
        g.setStroke(new BasicStroke(Math.max(1f, size / 60f)));
        g.drawRoundRect(size / 5, size * 3 / 10, size * 3 / 5, size * 2 / 5, size / 12, size / 12);
        g.drawLine(size / 5, size * 4 / 5, size * 4 / 5, size / 5);
        g.dispose();
    }
}
