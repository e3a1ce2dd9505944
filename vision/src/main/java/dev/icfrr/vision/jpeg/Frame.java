package dev.icfrr.vision.jpeg;

import java.util.List;

/**
 * The size and the components of an image, from its frame header.
 *
 * @param progressive whether scans refine the coefficients
 * @param width in pixels
 * @param height in pixels
 * @param components 1, 3 or 4
 * @param maxHorizontal the largest horizontal sampling factor
 * @param maxVertical the largest vertical sampling factor
 */
record Frame(
        boolean progressive, int width, int height, List<Component> components, int maxHorizontal, int maxVertical) {

    static Frame of(boolean progressive, int width, int height, List<Component> components) {
        int maxHorizontal =
                components.stream().mapToInt(c -> c.horizontal).max().orElse(1);
        int maxVertical = components.stream().mapToInt(c -> c.vertical).max().orElse(1);
        components.forEach(component -> component.layOut(width, height, maxHorizontal, maxVertical));
        return new Frame(progressive, width, height, List.copyOf(components), maxHorizontal, maxVertical);
    }
}
