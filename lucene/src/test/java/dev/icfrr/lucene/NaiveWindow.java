package dev.icfrr.lucene;

import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.UpdateRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        boolean multiscale = parameters.vote().isMultiscale();
        int top = Math.min(multiscale ? parameters.scales().largest() : parameters.kq(), order.size());
        double beta = parameters.beta();
        if (parameters.betaScale() == BetaScale.SPREAD) {
            int middle = values.length / 2;
            beta *= values[0] - (values[(values.length - 1) / 2] + values[middle]) / 2;
        }
        for (int iteration = 0; iteration < parameters.iterations(); iteration++) {
            List<String> voters = List.copyOf(order.subList(0, top));
            record Scored(String id, double score) {}
            List<Scored> scored = new ArrayList<>();
            for (int place = 0; place < order.size(); place++) {
                String id = order.get(place);
                double bonus = multiscale
                        ? multiscaleBonus(id, voters, lists, gallerySize, beta, parameters.scales())
                        : flatBonus(id, voters, lists, gallerySize, beta);
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

    private static double flatBonus(
            String id, List<String> voters, Map<String, List<String>> lists, int gallerySize, double beta) {
        long sum = 0;
        for (String voter : voters) {
            int rank = lists.getOrDefault(voter, List.of()).indexOf(id);
            sum += rank < 0 ? 0 : gallerySize - 1 - rank;
        }
        return sum == 0 ? 0 : beta * sum / (double) ((gallerySize - 1L) * voters.size());
    }

    /** The sum over scales k of (1/k of the votes of the first k, less the share of all lists), in whole numbers. */
    private static double multiscaleBonus(
            String id,
            List<String> voters,
            Map<String, List<String>> lists,
            int gallerySize,
            double beta,
            Scales scales) {
        long sum = 0;
        for (int index = 0; index < scales.count(); index++) {
            int k = scales.scale(index);
            long votes = voters.stream()
                    .limit(k)
                    .filter(voter -> holds(lists.get(voter), k, id))
                    .count();
            long everywhere =
                    lists.values().stream().filter(list -> holds(list, k, id)).count();
            sum += scales.scaleWeight(index)
                    * (gallerySize * votes * (scales.largest() / k) - everywhere * scales.largest());
        }
        return sum == 0 ? 0 : beta * sum / (double) ((long) scales.totalWeight() * scales.largest() * gallerySize);
    }

    private static boolean holds(@Nullable List<String> list, int k, String id) {
        return list != null && list.stream().limit(k).anyMatch(id::equals);
    }
}
