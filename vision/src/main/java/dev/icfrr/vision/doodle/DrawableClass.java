package dev.icfrr.vision.doodle;

import java.util.List;
import java.util.function.Function;

/**
 * A class of objects that can be drawn.
 *
 * @param name of the class
 * @param drawing creates a new object of the class, with its own proportions and colors
 */
record DrawableClass(String name, Function<ImageRandom, VectorFigure> drawing) {

    /** All classes. The label of a class is its index in this list. */
    static final List<DrawableClass> ALL = List.of(
            new DrawableClass("house", Buildings::house),
            new DrawableClass("fish", Animals::fish),
            new DrawableClass("sailboat", Vehicles::sailboat),
            new DrawableClass("cat", Animals::cat),
            new DrawableClass("mushroom", Plants::mushroom),
            new DrawableClass("umbrella", HouseholdItems::umbrella),
            new DrawableClass("car", Vehicles::car),
            new DrawableClass("cup", HouseholdItems::cup),
            new DrawableClass("flower", Plants::flower),
            new DrawableClass("rocket", Vehicles::rocket),
            new DrawableClass("tree", Plants::tree),
            new DrawableClass("key", HouseholdItems::key),
            new DrawableClass("butterfly", Animals::butterfly),
            new DrawableClass("balloon", Vehicles::balloon),
            new DrawableClass("snail", Animals::snail),
            new DrawableClass("bicycle", Vehicles::bicycle));

    VectorFigure figure(ImageRandom chance) {
        return drawing.apply(chance);
    }
}
