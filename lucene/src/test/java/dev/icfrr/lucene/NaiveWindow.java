package dev.icfrr.lucene;

import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The formulas as they stand, on ids. */
final class NaiveWindow {
    private NaiveWindow() {}

    /**
     * The last order.
     *
     * @param distances by id, in the order that breaks ties
     * @param lists the neighbors of an id, nearest first; none for an id that is not there
     */
    static List<String> rerank(
            Map<String, Double> distances,
            Map<String, List<String>> lists,
            int gallerySize,
            IcfrrParameters parameters) {
        List<String> order = new ArrayList<>(distances.keySet());
        order.sort(Comparator.comparing(distances::get));
        double[] values = order.stream().mapToDouble(id -> -distances.get(id)).toArray();
        int top = Math.min(parameters.kq(), order.size());
        for (int iteration = 0; iteration < parameters.iterations(); iteration++) {
            List<String> voters = List.copyOf(order.subList(0, top));
            record Scored(String id, double score) {}
            List<Scored> scored = new ArrayList<>();
            for (int place = 0; place < order.size(); place++) {
                String id = order.get(place);
                long sum = 0;
                for (String voter : voters) {
                    int rank = lists.getOrDefault(voter, List.of()).indexOf(id);
                    sum += rank < 0 ? 0 : gallerySize - 1 - rank;
                }
                double bonus = sum == 0 ? 0 : parameters.beta() * sum / (double) ((gallerySize - 1L) * top);
                scored.add(new Scored(id, values[place] + bonus));
            }
            scored.sort(Comparator.comparingDouble(item -> -item.score()));
            order = new ArrayList<>(scored.stream().map(Scored::id).toList());
            if (parameters.update() == UpdateRule.ACCUMULATING) {
                values = scored.stream().mapToDouble(Scored::score).toArray();
            }
        }
        return order;
    }
}
