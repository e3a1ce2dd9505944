package dev.icfrr.vision.doodle;

import java.awt.Color;

/** Colors and their shades. */
final class Palette {

    static final Color INK = new Color(38, 36, 44);
    static final Color CREAM = new Color(250, 243, 224);

    private Palette() {}

    /** A color of hue 0 .. 1 (wrapping), saturation and brightness 0 .. 1. */
    static Color hsb(double hue, double saturation, double brightness) {
        return Color.getHSBColor((float) hue, clamp(saturation), clamp(brightness));
    }

    private static float clamp(double value) {
        return (float) Math.clamp(value, 0, 1);
    }

    /** One of the given hues, a little off, in a strong shade. */
    static Color strong(ImageRandom chance, Double... hues) {
        return hsb(
                chance.pick(hues) + chance.between(-0.02, 0.02),
                chance.between(0.55, 0.85),
                chance.between(0.62, 0.95));
    }

    static Color any(ImageRandom chance) {
        return hsb(chance.between(0, 1), chance.between(0.45, 0.85), chance.between(0.55, 0.95));
    }

    /** Towards white for positive amounts, towards black for negative ones, -1 .. 1. */
    static Color shade(Color color, double amount) {
        return mix(color, amount > 0 ? Color.WHITE : Color.BLACK, Math.abs(amount));
    }

    static Color mix(Color from, Color to, double amount) {
        return new Color(
                (int) Math.round(from.getRed() + (to.getRed() - from.getRed()) * amount),
                (int) Math.round(from.getGreen() + (to.getGreen() - from.getGreen()) * amount),
                (int) Math.round(from.getBlue() + (to.getBlue() - from.getBlue()) * amount));
    }

    static Color clear(Color color, double opacity) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(opacity * 255));
    }
}
