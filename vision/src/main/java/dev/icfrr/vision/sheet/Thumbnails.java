package dev.icfrr.vision.sheet;

import dev.icfrr.vision.picture.PictureException;
import dev.icfrr.vision.picture.Pictures;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The pictures of a sheet, each decoded once, several at a time, and kept small. */
final class Thumbnails {

    private final Map<Integer, Optional<BufferedImage>> pictures;

    private Thumbnails(Map<Integer, Optional<BufferedImage>> pictures) {
        this.pictures = pictures;
    }

    static Thumbnails load(Collection<Integer> indices, IntFunction<Path> paths, int size) {
        return new Thumbnails(indices.stream().distinct().toList().parallelStream()
                .collect(Collectors.toMap(Function.identity(), index -> read(paths.apply(index), size))));
    }

    private static Optional<BufferedImage> read(Path path, int size) {
        try {
            return Optional.of(Pictures.fit(Pictures.read(path), size, size));
        } catch (PictureException e) {
            return Optional.empty();
        }
    }

    /** Draws a picture in the middle of a square, or the sign for one that could not be read. */
    void draw(Graphics2D g, int index, int x, int y, int size) {
        Optional<BufferedImage> picture = pictures.getOrDefault(index, Optional.empty());
        if (picture.isPresent()) {
            BufferedImage found = picture.get();
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
