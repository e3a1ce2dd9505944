package dev.icfrr.vision.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.vision.image.Images;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image is decoded once for the copy to draw and the copy to embed, if it is known that both are needed. */
class ThumbnailsTest {
    @TempDir
    private Path folder;

    private final List<Integer> decoded = Collections.synchronizedList(new ArrayList<>());
    private Thumbnails thumbnails;

    @BeforeEach
    void images() throws Exception {
        for (int i = 0; i < 3; i++) {
            BufferedImage image = new BufferedImage(300 + i, 200, BufferedImage.TYPE_INT_RGB);
            image.setRGB(7, 8, 0xff00ff);
            Images.writePng(image, file(i));
        }
        Files.writeString(file(3), "not an image");
        thumbnails = new Thumbnails(
                index -> {
                    decoded.add(index);
                    return file(index);
                },
                40);
    }

    @Test
    void theCopyToEmbedIsAJpegFileOf128Pixels() throws Exception {
        byte[] expected = Images.jpeg(Images.fit(Images.read(file(1)), 128, 128), 0.82);
        assertThat(thumbnails.jpeg(1))
                .hasValueSatisfying(jpeg -> assertThat(jpeg).isEqualTo(expected));
    }

    @Test
    void anImageThatWillBeEmbeddedIsDecodedOnce() {
        thumbnails.willEmbed(List.of(0, 2));
        thumbnails.loadAhead(0);
        thumbnails.load(List.of(0, 2, 2));
        assertThat(thumbnails.jpeg(0)).isPresent();
        assertThat(thumbnails.jpeg(2)).isPresent();
        assertThat(decoded).containsExactlyInAnyOrder(0, 2);
    }

    @Test
    void anImageThatWasOnlyDrawnIsDecodedAgainToBeEmbedded() {
        thumbnails.loadAhead(0);
        assertThat(thumbnails.jpeg(0)).isPresent();
        assertThat(decoded).containsExactly(0, 0);
    }

    @Test
    void anImageThatCannotBeReadHasNoCopy() {
        thumbnails.loadAhead(3);
        assertThat(thumbnails.jpeg(3)).isEmpty();
        assertThat(thumbnails.jpeg(4)).isEmpty();
    }

    private Path file(int index) {
        return folder.resolve(index + ".png");
    }
}
