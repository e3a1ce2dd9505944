package dev.icfrr.vision.sheet;

import dev.icfrr.vision.image.Images;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws rankings as images: the query on the left, then its results. A frame shows whether a result is relevant (green,
 * tick), not relevant (red, cross) or unknown (gray, dot). Each result has its rank and its movement since iteration 0.
 * Images are decoded once for all sheets of an object, which several threads may draw.
 */
public final class ContactSheet {

    /** Usual side of an image in pixels. */
    public static final int USUAL_SIZE = 112;

    /** Larger sheets would need gigabytes of memory. */
    private static final long MAX_PIXELS = 250_000_000;

    private static final Color PAPER = Color.WHITE;
    private static final Color TEXT = new Color(32, 34, 40);
    private static final Color FAINT = new Color(104, 108, 118);
    private static final Color QUERY_FRAME = new Color(48, 52, 62);

    /** Written sheets of this size or less, 16 MB, are drawn on again. New memory takes the time of a small run. */
    private static final int MOST_SPARE_PIXELS = 4_000_000;

    private final int thumb;
    private final int perLine;
    private final Thumbnails queries;
    private final Thumbnails gallery;
    private final Queue<BufferedImage> spares = new ConcurrentLinkedQueue<>();

    /** Creates sheets with ten gallery images per line: about 1,400 pixels wide for images of {@value #USUAL_SIZE}. */
    public ContactSheet(Thumbnails queries, Thumbnails gallery) {
        this(queries, gallery, 10);
    }

    /**
     * Creates sheets of one data set.
     *
     * @param queries the images of queries
     * @param gallery the gallery images, of the same size
     * @param perLine gallery images per line, 1 .. 1000
     */
    public ContactSheet(Thumbnails queries, Thumbnails gallery, int perLine) {
        if (queries.size() != gallery.size()) {
            throw new IllegalArgumentException("copies of queries have " + queries.size()
                    + " pixels and those of gallery images " + gallery.size());
        }
        if (perLine < 1 || perLine > 1000) {
            throw new IllegalArgumentException("a sheet cannot have " + perLine + " images in a line");
        }
        this.thumb = gallery.size();
        this.perLine = perLine;
        this.queries = queries;
        this.gallery = gallery;
    }

    /**
     * Selects iterations to show if not all fit: the first, the last and some between.
     *
     * @param last the last iteration, at least 0
     * @param count number of iterations to select, at least 1
     */
    public static int[] spread(int last, int count) {
        if (count == 1) {
            return new int[] {last};
        }
        int steps = Math.min(count - 1, last);
        return steps == 0
                ? new int[] {0}
                : IntStream.rangeClosed(0, steps)
                        .map(i -> (int) Math.round((double) i * last / steps))
                        .toArray();
    }

    /**
     * Draws a sheet and writes it atomically as a PNG file.
     *
     * @throws IllegalArgumentException if the sheet would be too large; see {@link #draw}
     */
    public void write(List<SheetRow> rows, Path file) throws IOException {
        BufferedImage sheet = draw(rows, spares.poll());
        Images.writePng(sheet, file);
        if (sheet.getWidth() * sheet.getHeight() <= MOST_SPARE_PIXELS) {
            spares.add(sheet);
        }
    }

    /**
     * Draws the rows below each other. Unreadable images appear as empty frames. There is no text on machines without
     * fonts; see {@link dev.icfrr.vision.image.Fonts}.
     *
     * @throws IllegalArgumentException without rows, or if the sheet would have more than 250 million pixels
     */
    public BufferedImage draw(List<SheetRow> rows) {
        return draw(rows, null);
    }

    /** Draws on a spare image if it has the size of the sheet. */
    private BufferedImage draw(List<SheetRow> rows, @Nullable BufferedImage spare) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("a sheet needs at least one row");
        }
        int columns = rows.stream()
                .mapToInt(row -> Math.min(perLine, row.hits().size()))
                .max()
                .orElse(0);
        int width = margin() + tile() + gap() * 2 + columns * (tile() + gap()) + margin();
        long height = legendHeight();
        for (SheetRow row : rows) {
            height += rowHeight(row);
        }
        if (width * height > MAX_PIXELS) {
            throw new IllegalArgumentException("a sheet of " + rows.size() + " rows would have " + width + " x "
                    + height + " pixels; show fewer queries or fewer images of each");
        }
        queries.load(rows.stream().map(SheetRow::query).toList());
        gallery.load(rows.stream()
                .flatMap(row -> row.hits().stream().map(SheetRow.Hit::gallery))
                .toList());
        BufferedImage sheet = spare != null && spare.getWidth() == width && spare.getHeight() == height
                ? spare
                : new BufferedImage(width, Math.toIntExact(height), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = sheet.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setColor(PAPER);
        g.fillRect(0, 0, width, sheet.getHeight());
        int y = margin() / 2;
        for (SheetRow row : rows) {
            row(g, row, y);
            y += rowHeight(row);
        }
        legend(g, y);
        g.dispose();
        return sheet;
    }

    private void row(Graphics2D g, SheetRow row, int top) {
        caption(g, row, top);
        int y = top + captionHeight();
        framed(g, queries, row.query(), margin(), y, QUERY_FRAME);
        int start = margin() + tile() + gap() * 2;
        for (int rank = 0; rank < row.hits().size(); rank++) {
            SheetRow.Hit hit = row.hits().get(rank);
            int x = start + rank % perLine * (tile() + gap());
            int line = y + rank / perLine * lineHeight();
            SheetRow.Verdict verdict = row.verdict(hit);
            framed(g, gallery, hit.gallery(), x, line, Marks.color(verdict));
            double badge = Math.max(10, thumb * 0.17);
            Marks.badge(g, verdict, x + tile() - badge - 1, line + tile() - badge - 1, badge);
            below(g, row, rank, x, line + tile() + text() * 0.15);
        }
    }

    private void framed(Graphics2D g, Thumbnails images, int index, int x, int y, Color color) {
        g.setColor(new Color(247, 248, 250));
        g.fillRect(x, y, tile(), tile());
        images.draw(g, index, x + frame(), y + frame());
        g.setColor(color);
        g.setStroke(new BasicStroke(frame()));
        g.drawRect(x + frame() / 2, y + frame() / 2, tile() - frame(), tile() - frame());
    }

    private void caption(Graphics2D g, SheetRow row, int top) {
        g.setColor(TEXT);
        String title = "Query " + row.query();
        Lettering.draw(g, title, margin(), top, text() * 1.1, true);
        StringBuilder rest = new StringBuilder();
        if (row.label() != SheetRow.UNKNOWN) {
            rest.append("  ·  class ").append(row.label());
        }
        rest.append("  ·  ").append(row.iteration() == 0 ? "initial ranking" : "iteration " + row.iteration());
        if (!Double.isNaN(row.averagePrecision())) {
            rest.append(String.format(Locale.ROOT, "  ·  AP %.3f", row.averagePrecision()));
        }
        g.setColor(FAINT);
        double x = margin() + Lettering.width(g, title, text() * 1.1, true);
        Lettering.draw(g, rest.toString(), x, top + text() * 0.1, text(), false);
    }

    /** Draws the rank, and on the right how far the image has moved. */
    private void below(Graphics2D g, SheetRow row, int rank, int x, double y) {
        g.setColor(TEXT);
        Lettering.draw(g, Integer.toString(rank + 1), x + 1, y, text(), true);
        if (row.iteration() == 0) {
            return;
        }
        int before = row.hits().get(rank).initialRank();
        double right = x + tile() - 1;
        if (before == SheetRow.BEYOND) {
            g.setColor(Marks.RIGHT.darker());
            right -= Lettering.width(g, "new", text(), false);
            Lettering.draw(g, "new", right, y, text(), false);
        } else if (before == rank) {
            g.setColor(FAINT);
            right -= Lettering.width(g, "=", text(), false);
            Lettering.draw(g, "=", right, y, text(), false);
        } else {
            g.setColor(FAINT);
            String places = Integer.toString(Math.abs(before - rank));
            right -= Lettering.width(g, places, text(), false);
            Lettering.draw(g, places, right, y, text(), false);
            Marks.arrow(g, before > rank, right - text() * 0.9, y + text() * 0.3, text() * 0.7);
        }
    }

    private void legend(Graphics2D g, int y) {
        double x = margin();
        SheetRow.Verdict[] verdicts = {SheetRow.Verdict.RIGHT, SheetRow.Verdict.WRONG, SheetRow.Verdict.UNKNOWN};
        String[] words = {"same class", "other class", "class unknown"};
        for (int i = 0; i < words.length; i++) {
            Marks.badge(g, verdicts[i], x, y + text() * 0.1, text());
            x += text() * 1.4;
            g.setColor(FAINT);
            Lettering.draw(g, words[i], x, y, text(), false);
            x += Lettering.width(g, words[i], text(), false) + text() * 1.3;
        }
        for (boolean up : new boolean[] {true, false}) {
            g.setColor(FAINT);
            Marks.arrow(g, up, x, y + text() * 0.3, text() * 0.7);
            x += text();
            String words2 = up ? "places gained" : "places lost since the initial ranking";
            Lettering.draw(g, words2, x, y, text(), false);
            x += Lettering.width(g, words2, text(), false) + text() * 1.3;
        }
    }

    private int frame() {
        return Math.max(2, thumb / 28);
    }

    private int tile() {
        return thumb + 2 * frame();
    }

    private int gap() {
        return Math.max(4, thumb / 14);
    }

    private int margin() {
        return Math.max(8, thumb / 8);
    }

    private double text() {
        return Math.max(10, thumb / 8.0);
    }

    private int captionHeight() {
        return (int) Math.ceil(text() * 1.7);
    }

    private int lineHeight() {
        return tile() + (int) Math.ceil(text() * 1.6);
    }

    private int legendHeight() {
        return (int) Math.ceil(text() * 1.4) + margin() / 2 + margin() / 2;
    }

    private int rowHeight(SheetRow row) {
        int lines = Math.max(1, (row.hits().size() + perLine - 1) / perLine);
        return captionHeight() + lines * lineHeight() + gap();
    }
}
