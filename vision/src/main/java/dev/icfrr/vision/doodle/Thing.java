package dev.icfrr.vision.doodle;

import java.util.List;
import java.util.function.Function;

/**
 * A kind of thing that can be drawn.
 *
 * @param name of the class
 * @param drawing makes a new one of its kind, with its own proportions and colors
 */
record Thing(String name, Function<Chance, Figure> drawing) {

    /** All of them; a class's label is its place in this list. */
    static final List<Thing> ALL = List.of(
            new Thing("house", Buildings::house),
            new Thing("fish", Animals::fish),
            new Thing("sailboat", Vehicles::sailboat),
            new Thing("cat", Animals::cat),
            new Thing("mushroom", Plants::mushroom),
            new Thing("umbrella", Objects::umbrella),
            new Thing("car", Vehicles::car),
            new Thing("cup", Objects::cup),
            new Thing("flower", Plants::flower),
            new Thing("rocket", Vehicles::rocket),
            new Thing("tree", Plants::tree),
            new Thing("key", Objects::key),
            new Thing("butterfly", Animals::butterfly),
            new Thing("balloon", Vehicles::balloon),
            new Thing("snail", Animals::snail),
            new Thing("bicycle", Vehicles::bicycle));

    Figure figure(Chance chance) {
        return drawing.apply(chance);
    }
}
