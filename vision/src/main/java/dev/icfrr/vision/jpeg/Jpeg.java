package dev.icfrr.vision.jpeg;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG file in memory: its header first, its pixels when {@link #decode()} is called. Used by one thread.
 *
 * <p>Files that Pillow reads give Pillow's pixels, also damaged ones: where data is missing before the end marker, the
 * rest is gray or as earlier scans left it. Files that Pillow refuses are refused: those without their end, with
 * arithmetic coding, 12 bits or lossless coding.
 */
public final class Jpeg {

    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int BASELINE = 0xc0;
    private static final int EXTENDED = 0xc1;
    private static final int PROGRESSIVE = 0xc2;
    private static final int HUFFMAN_TABLES = 0xc4;
    private static final int QUANTIZATION_TABLES = 0xdb;
    private static final int RESTART_INTERVAL = 0xdd;
    private static final int APP0 = 0xe0;
    private static final int APP14 = 0xee;
    private static final int NO_TRANSFORM = -1;

    private final JpegInput input;
    private final BitReader bits;
    private final int[] @Nullable [] quantization = new int[4][];
    private final @Nullable HuffmanTable[] dc = new HuffmanTable[4];
    private final @Nullable HuffmanTable[] ac = new HuffmanTable[4];
    private int restartInterval;
    private boolean jfif;
    private int adobeTransform = NO_TRANSFORM;
    private @Nullable Frame frame;
    private final Scan firstScan;
    private int lastGoodRow;

    private Jpeg(byte[] file) throws JpegException {
        this.input = new JpegInput(file);
        this.bits = new BitReader(input);
        if (input.next() != 0xff || input.next() != START_OF_IMAGE) {
            throw new JpegException("not a JPEG file");
        }
        Scan scan = nextScan();
        if (scan == null) {
            throw new JpegException("holds no image");
        }
        this.firstScan = scan;
    }

    /** Returns whether bytes begin like a JPEG file. */
    public static boolean is(byte[] start) {
        return start.length >= 3
                && start[0] == (byte) 0xff
                && start[1] == (byte) START_OF_IMAGE
                && start[2] == (byte) 0xff;
    }

    /**
     * Reads the header of a file.
     *
     * @param file its bytes, which are not copied and must not change
     * @throws JpegException if the header is damaged or of a kind that is not supported
     */
    public static Jpeg open(byte[] file) throws JpegException {
        return new Jpeg(file);
    }

    /** Returns the number of pixels per row. */
    public int width() {
        return frame().width();
    }

    /** Returns the number of rows. */
    public int height() {
        return frame().height();
    }

    private Frame frame() {
        if (frame == null) {
            throw new IllegalStateException("no frame header was read");
        }
        return frame;
    }

    /**
     * Decodes the image. May be called once.
     *
     * @return an image of {@link BufferedImage#TYPE_INT_RGB}
     * @throws JpegException if the file is cut off, damaged or of a kind that is not supported
     */
    public BufferedImage decode() throws JpegException {
        Frame image = frame();
        boolean several = image.progressive()
                || firstScan.components().size() < image.components().size();
        ColorConversion colors = colors(image);
        for (Component component : image.components()) {
            component.allocate(several);
        }
        int scans = 0;
        @Nullable Scan scan = firstScan;
        while (scan != null) {
            scans++;
            read(image, scan, several, scans);
            scan = several ? nextScan() : null;
        }
        if (!several) {
            requireEnd();
        } else {
            boolean smooth = BlockSmoothing.isUseful(image);
            for (Component component : image.components()) {
                transform(image, component, smooth, scans == 1);
            }
        }
        return pixels(image, colors);
    }

    /** Checks what follows the pixels. Pillow refuses garbage there, but not a missing end. */
    private void requireEnd() throws JpegException {
        try {
            if (nextScan() != null) {
                throw new JpegException("damaged: a second scan of the same components");
            }
        } catch (JpegException e) {
            if (!e.isCutOff()) {
                throw e;
            }
        }
    }

    private void read(Frame image, Scan scan, boolean keep, int number) throws JpegException {
        scan.requireFewBlocks();
        for (Component component : scan.components()) {
            if (component.quantization == null) {
                int[] table = quantization[component.quantizationTable];
                if (table == null) {
                    throw new JpegException("quantization table " + component.quantizationTable + " is missing");
                }
                component.quantization = table;
            }
        }
        Scan.BlockDecoder decoder;
        if (image.progressive()) {
            note(scan, number);
            decoder = new ProgressiveDecoder(bits, scan, tables(dc, scan, true), tables(ac, scan, false));
        } else {
            decoder = new SequentialDecoder(bits, tables(dc, scan, true), tables(ac, scan, false));
        }
        scan.read(image, input, bits, restartInterval, decoder, keep, row -> lastGoodRow = row);
    }

    /** Notes which bits of the coefficients are known after a progressive scan. */
    private static void note(Scan scan, int number) {
        for (Component component : scan.components()) {
            for (int i = Math.min(scan.first(), 1); i <= Math.max(scan.last(), 9); i++) {
                component.missingBitsBefore[i] = number > 1 ? component.missingBits[i] : 0;
            }
            for (int i = scan.first(); i <= scan.last(); i++) {
                component.missingBits[i] = scan.missing();
            }
        }
    }

    /** Returns the tables by number, with those of the standard where the file has none. */
    private HuffmanTable[] tables(@Nullable HuffmanTable[] read, Scan scan, boolean direct) throws JpegException {
        HuffmanTable[] tables = new HuffmanTable[read.length];
        boolean progressive = frame().progressive();
        boolean used = !progressive || (direct ? scan.first() == 0 && scan.before() == 0 : scan.first() > 0);
        for (int i = 0; i < tables.length; i++) {
            HuffmanTable table = read[i];
            tables[i] = table != null ? table : StandardTables.get(direct, i);
        }
        for (Component component : scan.components()) {
            int number = direct ? component.dcTable : component.acTable;
            if (used && (number > 3 || (read[number] == null && (progressive || number > 1)))) {
                throw new JpegException("damaged: Huffman table " + number + " is missing");
            }
            if (used && direct) {
                tables[number].requireDc();
            }
        }
        return tables;
    }

    private void transform(Frame image, Component component, boolean smooth, boolean firstScanOnly) {
        if (smooth) {
            BlockSmoothing.transform(image, component, lastGoodRow, firstScanOnly);
        } else {
            for (int row = 0; row < component.blockRows; row++) {
                for (int column = 0; column < component.blockColumns; column++) {
                    component.transform(component.coefficients(), component.block(row, column), row, column);
                }
            }
        }
        component.dropCoefficients();
    }

    private static BufferedImage pixels(Frame image, ColorConversion colors) throws JpegException {
        int width = image.width();
        int count = image.components().size();
        List<Upsampler> upsamplers = new ArrayList<>();
        for (Component component : image.components()) {
            upsamplers.add(new Upsampler(image, component));
        }
        BufferedImage rgb = new BufferedImage(width, image.height(), BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) rgb.getRaster().getDataBuffer()).getData();
        int[][] rows = new int[4][width];
        for (int y = 0; y < image.height(); y++) {
            for (int i = 0; i < count; i++) {
                upsamplers.get(i).read(y, rows[i]);
            }
            colors.convert(rows, pixels, y * width);
        }
        return rgb;
    }

    /** Guesses the color space as libjpeg does. */
    private ColorConversion colors(Frame image) {
        List<Component> components = image.components();
        if (components.size() == 1) {
            return ColorConversion.GRAY;
        }
        if (components.size() == 4) {
            return adobeTransform == NO_TRANSFORM || adobeTransform == 0 ? ColorConversion.CMYK : ColorConversion.YCCK;
        }
        if (jfif) {
            return ColorConversion.YCBCR;
        }
        if (adobeTransform != NO_TRANSFORM) {
            return adobeTransform == 0 ? ColorConversion.RGB : ColorConversion.YCBCR;
        }
        boolean letters = components.get(0).id == 'R' && components.get(1).id == 'G' && components.get(2).id == 'B';
        return letters ? ColorConversion.RGB : ColorConversion.YCBCR;
    }

    /** Reads segments up to the next scan; null at the end of the image. */
    private @Nullable Scan nextScan() throws JpegException {
        while (true) {
            int marker = input.nextMarker();
            if (marker == END_OF_IMAGE) {
                return null;
            }
            if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
                continue;
            }
            if (marker == START_OF_IMAGE) {
                throw new JpegException("a second image begins inside the first");
            }
            boolean frameHeader = marker >= 0xc0 && marker <= 0xcf && marker != HUFFMAN_TABLES && marker != 0xcc;
            boolean known = frameHeader
                    || marker == HUFFMAN_TABLES
                    || marker == 0xcc
                    || (marker >= START_OF_SCAN && marker <= RESTART_INTERVAL)
                    || (marker >= APP0 && marker <= 0xef)
                    || marker == 0xfe;
            if (!known) {
                throw new JpegException("damaged: unknown marker 0x" + Integer.toHexString(marker));
            }
            int length = input.nextShort() - 2;
            if (length < 0) {
                throw new JpegException("damaged: a segment of negative length");
            }
            if (marker == START_OF_SCAN) {
                return scan(length);
            }
            segment(marker, length, frameHeader);
        }
    }

    private void segment(int marker, int length, boolean frameHeader) throws JpegException {
        if (frameHeader) {
            frame(marker, length);
        } else if (marker == HUFFMAN_TABLES) {
            huffmanTables(length);
        } else if (marker == QUANTIZATION_TABLES) {
            quantizationTables(length);
        } else if (marker == RESTART_INTERVAL) {
            require(length == 2);
            restartInterval = input.nextShort();
        } else if (marker == APP0 || marker == APP14) {
            application(marker, length);
        } else {
            input.skip(length);
        }
    }

    private static void require(boolean fits) throws JpegException {
        if (!fits) {
            throw new JpegException("damaged: a segment has the wrong length");
        }
    }

    private void application(int marker, int length) throws JpegException {
        int count = Math.min(length, 14);
        byte[] start = new byte[count];
        for (int i = 0; i < count; i++) {
            start[i] = (byte) input.next();
        }
        input.skip(length - count);
        if (marker == APP0) {
            jfif |= count >= 14 && starts(start, "JFIF\0");
        } else if (count >= 12 && starts(start, "Adobe")) {
            adobeTransform = start[11] & 0xff;
        }
    }

    private static boolean starts(byte[] data, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (data[i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void frame(int marker, int length) throws JpegException {
        String kind = switch (marker) {
            case BASELINE, EXTENDED, PROGRESSIVE -> "";
            case 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf -> "arithmetic coding";
            case 0xc3, 0xc7 -> "lossless coding";
            default -> "hierarchical coding";
        };
        if (!kind.isEmpty()) {
            throw new JpegException(
                    "JPEG with " + kind + " is not supported; save the image as baseline or progressive JPEG");
        }
        if (frame != null) {
            throw new JpegException("damaged: a second frame header");
        }
        require(length >= 6);
        int depth = input.next();
        int height = input.nextShort();
        int width = input.nextShort();
        int count = input.next();
        if (depth != 8) {
            throw new JpegException("JPEG with samples of " + depth + " bits is not supported; save it with 8 bits");
        }
        if (height == 0 || width == 0) {
            throw new JpegException("damaged: an image without pixels, or with its height after the first scan");
        }
        if (count != 1 && count != 3 && count != 4) {
            throw new JpegException("JPEG with " + count + " components is not supported; 1, 3 and 4 are");
        }
        require(length == 6 + 3 * count);
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = input.next();
            int factors = input.next();
            Component component = new Component(id, factors >> 4, factors & 15, input.next());
            if (component.horizontal < 1
                    || component.horizontal > 4
                    || component.vertical < 1
                    || component.vertical > 4) {
                throw new JpegException("damaged: sampling factors must be 1 to 4");
            }
            if (component.quantizationTable > 3) {
                throw new JpegException("damaged: quantization tables have the numbers 0 to 3");
            }
            components.add(component);
        }
        frame = Frame.of(marker == PROGRESSIVE, width, height, components);
    }

    private Scan scan(int length) throws JpegException {
        if (frame == null) {
            throw new JpegException("damaged: a scan before the frame header");
        }
        int count = input.next();
        if (count < 1 || count > 4 || length != 4 + 2 * count) {
            throw new JpegException("damaged: a scan header has the wrong length");
        }
        List<Component> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = input.next();
            int tables = input.next();
            Component component = frame.components().stream()
                    .filter(c -> c.id == id && !components.contains(c))
                    .findFirst()
                    .orElseThrow(
                            () -> new JpegException("damaged: a scan of component " + id + ", which is not there"));
            component.dcTable = tables >> 4;
            component.acTable = tables & 15;
            components.add(component);
        }
        int first = input.next();
        int last = input.next();
        int approximation = input.next();
        Scan scan = new Scan(List.copyOf(components), first, last, approximation >> 4, approximation & 15);
        if (frame.progressive()) {
            boolean band = first == 0 ? last == 0 : first <= last && last < Component.BLOCK && count == 1;
            if (!band || (scan.before() != 0 && scan.missing() != scan.before() - 1) || scan.missing() > 13) {
                throw new JpegException("damaged: a scan of coefficients " + first + " to " + last + " and bits "
                        + scan.before() + " to " + scan.missing());
            }
        }
        return scan;
    }

    private void huffmanTables(int length) throws JpegException {
        int left = length;
        while (left > 16) {
            int index = input.next();
            int[] counts = new int[HuffmanTable.LONGEST + 1];
            int symbols = 0;
            for (int i = 1; i < counts.length; i++) {
                counts[i] = input.next();
                symbols += counts[i];
            }
            left -= 17;
            if (symbols > 256 || symbols > left || (index & 15) > 3 || index >> 4 > 1) {
                throw new JpegException("damaged: a Huffman table has " + symbols + " symbols or the number " + index);
            }
            byte[] values = new byte[symbols];
            for (int i = 0; i < symbols; i++) {
                values[i] = (byte) input.next();
            }
            left -= symbols;
            (index >> 4 == 0 ? dc : ac)[index & 15] = new HuffmanTable(counts, values);
        }
        require(left == 0);
    }

    private void quantizationTables(int length) throws JpegException {
        int left = length;
        while (left > 0) {
            int index = input.next();
            boolean wide = index >> 4 != 0;
            left--;
            if ((index & 15) > 3) {
                throw new JpegException("damaged: quantization tables have the numbers 0 to 3");
            }
            int[] table = new int[Component.BLOCK];
            for (int i = 0; i < table.length; i++) {
                table[Zigzag.natural(i)] = wide ? input.nextShort() : input.next();
            }
            left -= wide ? 2 * Component.BLOCK : Component.BLOCK;
            quantization[index & 15] = table;
        }
        require(left == 0);
    }
}
