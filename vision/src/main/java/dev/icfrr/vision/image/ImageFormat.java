package dev.icfrr.vision.image;

import dev.icfrr.vision.jpeg.Jpeg;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The formats of image files that are read, recognized by their first bytes, not by their names. */
enum ImageFormat {
    JPEG,
    PNG,
    WEBP,
    GIF,
    BMP;

    private static final int HEAD = 64;
    private static final int SHORTEST = 12;

    /** A format that is not read, by its first bytes. */
    private record Other(String start, int at, String what) {}

    private static final List<Other> OTHERS = List.of(
            new Other("II*\0", 0, "a TIFF image"),
            new Other("MM\0*", 0, "a TIFF image"),
            new Other("II+\0", 0, "a TIFF image"),
            new Other("MM\0+", 0, "a TIFF image"),
            new Other("ftypheic", 4, "a HEIC image"),
            new Other("ftypheix", 4, "a HEIC image"),
            new Other("ftypmif1", 4, "a HEIF image"),
            new Other("ftypmsf1", 4, "a HEIF image"),
            new Other("ftypavif", 4, "an AVIF image"),
            new Other("ftypavis", 4, "an AVIF image"),
            new Other("ftyp", 4, "a video"),
            new Other("\0\0\0\014jP  ", 0, "a JPEG 2000 image"),
            new Other("\u00ffO\u00ffQ", 0, "a JPEG 2000 image"),
            new Other("\0\0\0\014JXL ", 0, "a JPEG XL image"),
            new Other("\u00ff\n", 0, "a JPEG XL image"),
            new Other("8BPS", 0, "a Photoshop image"),
            new Other("%PDF", 0, "a PDF document"),
            new Other("\0\0\1\0", 0, "a Windows icon"),
            new Other("DDS ", 0, "a DDS texture"),
            new Other("PK\3\4", 0, "a zip file"),
            new Other("\u001f\u008b", 0, "a gzip file"));

    /**
     * Returns the format of a file.
     *
     * @throws ImageException saying what the file is instead
     */
    static ImageFormat of(byte[] file) throws ImageException {
        String head = new String(file, 0, Math.min(file.length, HEAD), StandardCharsets.ISO_8859_1);
        if (Jpeg.is(file)) {
            return JPEG;
        } else if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        } else if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
            return WEBP;
        } else if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
            return GIF;
        } else if (head.startsWith("BM")) {
            return BMP;
        }
        throw new ImageException(fault(head, file.length));
    }

    private static String fault(String head, int length) {
        if (length == 0) {
            return "an empty file, not an image";
        }
        if (head.startsWith("version https://git-lfs")) {
            return "a Git LFS pointer instead of the image itself; fetch it with 'git lfs pull'";
        }
        for (Other other : OTHERS) {
            if (head.startsWith(other.start, other.at)) {
                return other.what + ", which is not supported; convert it to PNG or JPEG";
            }
        }
        String text = head.replaceFirst("^\u00ef\u00bb\u00bf", "").strip().toLowerCase(Locale.ROOT);
        if (text.contains("<svg")) {
            return "an SVG drawing, which is not supported; convert it to PNG";
        }
        if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
            return "a web page or XML file, not an image; the download went wrong";
        }
        return "not a JPEG, PNG, WebP, GIF or BMP image" + (length < SHORTEST ? ", or cut off at its start" : "");
    }
}
