package dev.icfrr.vision.hog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.vision.doodle.Doodles;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.image.BufferedImage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Edges of known direction fall into the bins they belong to. */
class HogTest {

    private static final Hog ONE_CELL = new Hog(32, 32, 1, 8, false, false);

    @Test
    void putsAVerticalEdgeIntoTheFirstBin() {
        // Clipping leaves a lone value at 1 after the last normalization.
        assertThat(ONE_CELL.extract(half(true))).containsExactly(unit(8, 0), within(1e-6f));
    }

    @Test
    void putsAHorizontalEdgeAQuarterTurnFurther() {
        assertThat(ONE_CELL.extract(half(false))).containsExactly(unit(8, 4), within(1e-6f));
    }

    @Test
    void putsADiagonalBetween() {
        BufferedImage image = blank(32);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fill(new Polygon(new int[] {0, 33, 33}, new int[] {0, 0, 33}, 3));
        g.dispose();
        float[] descriptor = ONE_CELL.extract(image);
        // It grows brighter to the right and upwards: 135 degrees, as y counts downwards.
        assertThat(descriptor[6]).isGreaterThan(0.9f);
    }

    @Test
    void distinguishesOppositeDirectionsOnlyIfSigned() {
        BufferedImage bright = half(true);
        BufferedImage dark = inverted(bright);
        assertThat(ONE_CELL.extract(dark)).containsExactly(ONE_CELL.extract(bright), within(1e-6f));
        Hog signed = new Hog(32, 32, 1, 8, true, false);
        assertThat(signed.extract(bright)).containsExactly(unit(8, 0), within(1e-6f));
        assertThat(signed.extract(dark)).containsExactly(unit(8, 4), within(1e-6f));
    }

    @Test
    void countsWhereTheEdgeLies() {
        Hog cells = new Hog(32, 8, 1, 4, false, false);
        float[] descriptor = cells.extract(half(true));
        for (int row = 0; row < 4; row++) {
            assertThat(descriptor[(row * 4) * 4]).isZero();
            assertThat(descriptor[(row * 4 + 1) * 4]).isPositive();
            assertThat(descriptor[(row * 4 + 1) * 4]).isCloseTo(descriptor[(row * 4 + 2) * 4], within(1e-6f));
            assertThat(descriptor[(row * 4 + 3) * 4]).isZero();
        }
    }

    @Test
    void isOfLengthOneOrAllZero() {
        Doodles doodles = new Doodles(4, 1, 1, 1, 64, 0.5);
        float[] descriptor = Hog.standard().extract(doodles.image(1, 0));
        assertThat(descriptor).hasSize(Hog.standard().length()).hasSize(900);
        double square = IntStream.range(0, descriptor.length)
                .mapToDouble(i -> descriptor[i] * descriptor[i])
                .sum();
        assertThat(square).isCloseTo(1, within(1e-5));
        assertThat(Hog.standard().extract(blank(10))).containsOnly(0f);
        assertThat(Hog.standard().extract(blank(1))).containsOnly(0f);
    }

    @Test
    void doesNotDependOnBrightnessOrContrast() {
        BufferedImage strong = new Doodles(4, 1, 1, 1, 96, 0).sketch(0, 0);
        BufferedImage weak = blank(96);
        for (int y = 0; y < 96; y++) {
            for (int x = 0; x < 96; x++) {
                int level = 100 + (strong.getRGB(x, y) & 0xff) / 2;
                weak.setRGB(x, y, level << 16 | level << 8 | level);
            }
        }
        Hog hog = Hog.standard();
        assertThat(distance(hog.extract(strong), hog.extract(weak))).isLessThan(0.05);
    }

    @Test
    void croppingReducesTheEffectOfSizeAndPosition() {
        BufferedImage sketch = new Doodles(4, 1, 1, 1, 128, 0).sketch(3, 0);
        BufferedImage moved = blank(300);
        Graphics2D g = moved.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, 300, 300);
        g.drawImage(sketch, 150, 20, null);
        g.dispose();
        Hog plain = new Hog(96, 16, 2, 9, false, false);
        double kept = distance(Hog.standard().extract(sketch), Hog.standard().extract(moved));
        assertThat(kept).isLessThan(0.4 * distance(plain.extract(sketch), plain.extract(moved)));
    }

    @Test
    void placesSketchesNearImagesOfTheSameClass() {
        Doodles doodles = new Doodles(6, 5, 5, 2, 96, 0.2);
        float[][] gallery = IntStream.range(0, 30)
                .mapToObj(i -> Hog.standard().extract(doodles.image(i % 6, i / 6)))
                .toArray(float[][]::new);
        int right = 0;
        for (int q = 0; q < 30; q++) {
            float[] query = Hog.standard().extract(doodles.sketch(q % 6, q / 6));
            int nearest = -1;
            double least = Double.MAX_VALUE;
            for (int i = 0; i < 30; i++) {
                double distance = distance(query, gallery[i]);
                if (distance < least) {
                    least = distance;
                    nearest = i;
                }
            }
            right += nearest % 6 == q % 6 ? 1 : 0;
        }
        assertThat(right).isGreaterThan(24);
    }

    @Test
    void rejectsSizesThatDoNotDivide() {
        assertThatThrownBy(() -> new Hog(100, 16, 2, 9, false, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Hog(96, 16, 7, 9, false, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Hog(96, 16, 2, 0, false, false)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    private static float[] unit(int length, int at) {
        float[] unit = new float[length];
        unit[at] = 1;
        return unit;
    }

    private static BufferedImage blank(int size) {
        return new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    }

    /** White on the right half, or on the lower one. */
    private static BufferedImage half(boolean upright) {
        BufferedImage image = blank(32);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(upright ? 16 : 0, upright ? 0 : 16, 32, 32);
        g.dispose();
        return image;
    }

    private static BufferedImage inverted(BufferedImage image) {
        BufferedImage inverted = blank(image.getWidth());
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                inverted.setRGB(x, y, ~image.getRGB(x, y));
            }
        }
        return inverted;
    }
}
