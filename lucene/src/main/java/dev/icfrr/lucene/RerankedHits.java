package dev.icfrr.lucene;

import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.Explanation.CastVote;
import dev.icfrr.rerank.Explanation.Step;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.RankedItem;
import dev.icfrr.rerank.Scales;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.ScoreDoc;

/**
 * The hits of a search, of which the first are re-ranked. Hits beyond the window follow in their old order, with scores
 * no higher than the last of the window.
 */
final class RerankedHits {
    private final Window window;
    private final ScoreDoc[] hits;

    /** @param size number of first-pass hits to re-rank; the others keep their order */
    RerankedHits(IcfrrReranking reranking, IndexReader reader, ScoreDoc[] firstPass, int size) throws IOException {
        Window.docsAscending(firstPass);
        ScoreDoc[] head = size < firstPass.length ? Arrays.copyOf(firstPass, size) : firstPass;
        window = reranking.window(reader, head);
        RerankedScores scores = new RerankedScores();
        ScoreDoc[] reranked = window.rerank(scores);
        hits = Arrays.copyOf(reranked, firstPass.length);
        for (int rank = head.length; rank < hits.length; rank++) {
            ScoreDoc hit = firstPass[rank];
            hits[rank] = new ScoreDoc(hit.doc, scores.next(-window.distance(hit), hit.doc));
        }
    }

    ScoreDoc[] hits() {
        return hits;
    }

    /**
     * Explains the rank of a document.
     *
     * @param boost factor of its score
     * @param firstPass the explanation of the first-pass score
     */
    Explanation explain(int doc, float boost, Explanation firstPass) throws IOException {
        int rank = 0;
        while (rank < hits.length && hits[rank].doc != doc) {
            rank++;
        }
        if (rank == hits.length) {
            return Explanation.noMatch("not among the first " + hits.length + " hits of the first pass", firstPass);
        }
        float score = hits[rank].score * boost;
        if (rank >= window.size()) {
            return Explanation.match(
                    score, "beyond the window of " + window.size() + ", place " + (rank + 1) + " as before", firstPass);
        }
        return explainMove(window.explain(doc).steps(), score, firstPass);
    }

    private Explanation explainMove(List<Step> steps, float score, Explanation firstPass) {
        IcfrrParameters parameters = window.reranking().parameters();
        RankedItem first = steps.getFirst().ranked();
        RankedItem last = steps.getLast().ranked();
        List<Explanation> details = new ArrayList<>();
        details.add(
                Explanation.match(first.score(), "place " + (first.rank() + 1) + ": minus the distance", firstPass));
        steps.stream().skip(1).forEach(step -> details.add(explainStep(step)));
        return Explanation.match(
                score,
                String.format(
                        Locale.ROOT,
                        "re-ranked from place %d to %d of %d (%s, beta %s, %d iterations, %s rule), scaled from %s",
                        first.rank() + 1,
                        last.rank() + 1,
                        window.size(),
                        parameters.vote().isMultiscale()
                                ? "multi-scale vote, K " + parameters.kq()
                                : "KG " + window.reranking().kg() + ", KQ " + parameters.kq(),
                        parameters.beta(),
                        parameters.iterations(),
                        parameters.update().label(),
                        last.score()),
                details);
    }

    private Explanation explainStep(Step step) {
        RankedItem ranked = step.ranked();
        IcfrrParameters parameters = window.reranking().parameters();
        return Explanation.match(
                ranked.score(),
                String.format(
                        Locale.ROOT,
                        "iteration %d, from place %d to %d: %s + %s * bonus",
                        step.iteration(),
                        ranked.previousRank() + 1,
                        ranked.rank() + 1,
                        step.base(),
                        parameters.betaScale() == BetaScale.ABSOLUTE ? "beta" : "beta " + step.beta()),
                parameters.vote().isMultiscale() ? explainScales(step, parameters.scales()) : explainFlat(step));
    }

    private String describe(CastVote vote) {
        return String.format(
                Locale.ROOT,
                "document %d at place %d has it as neighbor %d",
                window.candidates().docs()[vote.voter()],
                vote.position() + 1,
                vote.rank() + 1);
    }

    private Explanation explainFlat(Step step) {
        long heaviest = step.denominator() / Math.max(1, step.voters());
        List<Explanation> votes = new ArrayList<>();
        for (CastVote vote : step.votes()) {
            votes.add(Explanation.match(vote.weight() / (double) heaviest, describe(vote)));
        }
        return Explanation.match(
                step.ranked().bonus(),
                "bonus: the votes of " + votes.size() + " of the first " + step.voters() + ", divided by "
                        + step.voters(),
                votes);
    }

    /** Explains a bonus of the multi-scale vote in whole numbers, so that the parts add up exactly. */
    private Explanation explainScales(Step step, Scales scales) {
        int gallery = window.candidates().neighbors().gallerySize();
        List<Explanation> parts = new ArrayList<>();
        for (CastVote vote : step.votes()) {
            parts.add(Explanation.match(
                    vote.weight(), describe(vote) + ": " + gallery + " lists * (" + weights(vote, scales) + ")"));
        }
        parts.add(Explanation.match(
                -step.chance(),
                "chance, what random voters would give: K " + scales.largest() + " * "
                        + step.chance() / scales.largest() + ", its places on all lists"));
        return Explanation.match(
                step.ranked().bonus(),
                String.format(
                        Locale.ROOT,
                        "bonus: the votes of %d of the first %d less chance, %d, divided by %d",
                        step.votes().size(),
                        step.voters(),
                        step.ranked().voteSum(),
                        step.denominator()),
                parts);
    }

    /** Lists the weight of a vote at each scale that it counts at. */
    private static String weights(CastVote vote, Scales scales) {
        int larger = Math.max(vote.position(), vote.rank());
        return IntStream.range(0, scales.count())
                .filter(index -> scales.scale(index) > larger && scales.scaleWeight(index) > 0)
                .mapToObj(index -> "scale " + scales.scale(index) + ": "
                        + scales.scaleWeight(index) * (scales.largest() / scales.scale(index)))
                .collect(Collectors.joining(", "));
    }
}
