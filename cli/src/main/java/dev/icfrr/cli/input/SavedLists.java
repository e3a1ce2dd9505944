package dev.icfrr.cli.input;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.rerank.Scales;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file of neighbor lists, and what it must fit.
 *
 * @param path the file
 * @param request the parameters of the run
 * @param kg how many neighbors to take of plain lists; {@link ParameterRequest#AUTO} for all
 */
record SavedLists(Path path, ParameterRequest request, int kg) {

    static SavedLists of(Path path, ParameterRequest request) {
        boolean all = request.isAutomatic() || request.lists() == ListOrder.SCALED;
        return new SavedLists(path, request, all ? ParameterRequest.AUTO : request.kg());
    }

    /** Returns whether plain lists must be scaled, which takes the gallery's features or distances. */
    boolean needScaling(KnnGraph graph) {
        return graph.order() == ListOrder.PLAIN && request.lists() == ListOrder.SCALED;
    }

    /**
     * Opens the file.
     *
     * @throws IOException if the lists do not fit the run, with the reason
     */
    KnnGraph open(FeaturePreparation preparation) throws IOException {
        KnnGraph saved = KnnGraph.open(path);
        if (saved.selfMatch() != request.selfMatch()) {
            String option = request.isMultiscale()
                    ? "--vote multiscale"
                    : "--update " + request.method().update().label();
            throw new IOException(
                    path + ": was built with --self " + saved.selfMatch().label() + ", and " + option
                            + " needs --self " + request.selfMatch().label() + ": build it so, or choose the other "
                            + (request.isMultiscale() ? "vote" : "rule"));
        }
        if (saved.order() == ListOrder.SCALED && request.lists() == ListOrder.PLAIN) {
            throw new IOException(path + ": holds scaled lists, and this run needs plain ones. Add --lists scaled, or "
                    + "build the graph with --lists plain");
        }
        FeaturePreparation built = FeaturePreparation.ofProvenance(saved.provenance());
        if (!built.equals(preparation)) {
            throw new IOException(
                    path + ": was built from features " + described(built) + ", and this run has features "
                            + described(preparation) + ". Use the same --normalize and --center for both");
        }
        if (saved.order() == ListOrder.SCALED) {
            int k = request.isMultiscale() && request.isAutomatic() ? powerOfTwo(saved) : request.kg();
            if (k == ParameterRequest.AUTO) {
                throw new IOException(
                        path + ": holds scaled lists, and only plain lists show which KG and KQ fit. Give "
                                + "--kg and --kq, or build the graph with --lists plain");
            }
            if (saved.kg() != k) {
                throw new IOException(
                        path + ": holds lists that were scaled for K " + saved.kg() + ", and this run has K " + k
                                + ". Scaled lists of different K differ. Use the same K, or build the graph with --lists plain");
            }
            return saved;
        }
        try {
            return kg == ParameterRequest.AUTO ? saved : saved.truncated(kg);
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private static int powerOfTwo(KnnGraph saved) {
        return Scales.upTo(saved.kg()).largest();
    }

    private static String described(FeaturePreparation preparation) {
        return preparation.isNone() ? "as they are" : "with " + preparation.options();
    }
}
