package dev.icfrr.vision.image;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.parser.resources.ResourcePolicy;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Component;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Draws SVG files without loading anything that they refer to. */
public final class SvgImage {
    private static final @Nullable Component NO_COMPONENT = null;

    private SvgImage() {}

    /**
     * Draws a file on white.
     *
     * @param name of it, for messages
     * @param size width and height in pixels
     */
    public static BufferedImage draw(byte[] svg, String name, int size) throws IOException {
        try {
            LoaderContext nothingFromOutside = LoaderContext.builder()
                    .externalResourcePolicy(ResourcePolicy.DENY_ALL)
                    .build();
            SVGDocument document = new SVGLoader().load(new ByteArrayInputStream(svg), null, nothingFromOutside);
            if (document == null) {
                throw new IOException(name + ": no SVG image");
            }
            return Canvas.draw(size, g -> document.render(NO_COMPONENT, g, new ViewBox(size, size)));
        } catch (RuntimeException e) {
            throw new IOException(name + ": cannot be drawn: " + e.getMessage(), e);
        } catch (LinkageError e) {
            // The library fails so if the image has text and the machine no font.
            throw new IOException(name + ": cannot be drawn: " + Fonts.problem().orElse(String.valueOf(e)), e);
        }
    }
}
