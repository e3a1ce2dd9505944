package dev.icfrr.vision.doodle;

import java.util.SplittableRandom;

/** The random numbers of one image, all from one seed. */
final class ImageRandom {

    private final SplittableRandom random;

    ImageRandom(long... seeds) {
        long mixed = 0x9e3779b97f4a7c15L;
        for (long seed : seeds) {
            mixed = new SplittableRandom(mixed ^ seed).nextLong();
        }
        this.random = new SplittableRandom(mixed);
    }

    double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    /** Returns a whole number between two bounds, both included. */
    int whole(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
