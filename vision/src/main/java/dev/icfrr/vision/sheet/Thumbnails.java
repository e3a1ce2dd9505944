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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * Small copies of the images of one domain: one of each to draw on sheets, and one of some to embed in pages. An image
 * is decoded once for both, up to a limit of kept copies. Thread-safe.
 */
public final class Thumbnails {
    /** About 50 MB of copies of the usual size. */
    private static final int MOST_KEPT = 1000;

    /** Longer side of a copy to embed, which takes about 5 kB. */
    private static final int EMBEDDED_SIZE = 128;

    private static final double EMBEDDED_QUALITY = 0.82;

    private final IntFunction<Path> paths;
    private final int size;
    private final Set<Integer> embedded = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Copies> kept = new ConcurrentHashMap<>();

    /**
     * Creates copies that are made when they are needed.
     *
     * @param paths gives the file of an image
     * @param size of a copy to draw: longer side in pixels, 24 .. 1024
     */
    public Thumbnails(IntFunction<Path> paths, int size) {
        if (size < 24 || size > 1024) {
            throw new IllegalArgumentException("copies of images must have 24 to 1024 pixels, not " + size);
        }
        this.paths = paths;
        this.size = size;
    }

    /** Returns the longer side of a copy to draw. */
    int size() {
        return size;
    }

    /** Says that these images will be embedded, so that they are decoded once for {@link #jpeg} and sheets. */
    public void willEmbed(Collection<Integer> indices) {
        embedded.addAll(indices);
    }

    /** Makes the copies of an image before they are needed, unless the limit of kept copies is reached. */
    public void loadAhead(int index) {
        if (kept.size() < MOST_KEPT) {
            of(index);
        }
    }

    /** Returns a copy to embed as a JPEG file; empty if the image cannot be read. */
    public Optional<byte[]> jpeg(int index) {
        embedded.add(index);
        Copies copies = of(index);
        return copies.isForEmbedding() ? copies.jpeg() : read(index).jpeg();
    }

    /** Makes the copies that are missing, several in parallel. */
    void load(Collection<Integer> indices) {
        indices.stream().distinct().toList().parallelStream().forEach(this::of);
    }

    private Copies of(int index) {
        if (kept.size() > MOST_KEPT) {
            kept.clear();
        }
        return kept.computeIfAbsent(index, this::read);
    }

    private Copies read(int index) {
        boolean embeds = embedded.contains(index);
        try {
            BufferedImage image = Images.read(paths.apply(index));
            return new Copies(
                    Optional.of(Images.fit(image, size, size)),
                    embeds,
                    embeds
                            ? Optional.of(
                                    Images.jpeg(Images.fit(image, EMBEDDED_SIZE, EMBEDDED_SIZE), EMBEDDED_QUALITY))
                            : Optional.empty());
        } catch (ImageException e) {
            return new Copies(Optional.empty(), embeds, Optional.empty());
        }
    }

    /** Draws an image in the center of a square, or a placeholder if it could not be read. */
    void draw(Graphics2D g, int index, int x, int y) {
        Optional<BufferedImage> image = of(index).drawn();
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

    /**
     * The copies of one image, empty if it cannot be read.
     *
     * @param isForEmbedding whether {@code jpeg} was made
     */
    private record Copies(Optional<BufferedImage> drawn, boolean isForEmbedding, Optional<byte[]> jpeg) {}
}
