package dev.icfrr.lucene;

import dev.icfrr.WindowExplanation;
import dev.icfrr.WindowReranker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.ScoreDoc;

/**
 * The hits of a search, the first of them re-ranked. What stood beyond the window follows in its old order, with scores that
 * are no higher than the window's last.
 */
final class RerankedHits {
    private final Window window;
    private final ScoreDoc[] hits;

    /** @param size how many of the first-pass hits to re-rank; of what is left, the order stays */
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
     * Why a document stands where it stands.
     *
     * @param boost that its score is multiplied by
     * @param firstPass why it was a hit
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
        return explainMove(window.explain(doc), score, firstPass);
    }

    private Explanation explainMove(WindowExplanation why, float score, Explanation firstPass) {
        WindowReranker method = window.reranking().method();
        List<Explanation> details = new ArrayList<>();
        details.add(Explanation.match(
                why.initialScore(), "place " + (why.initialRank() + 1) + ": minus the distance", firstPass));
        int iteration = 1;
        for (WindowExplanation.Step step : why.steps()) {
            details.add(explainStep(iteration++, step));
        }
        return Explanation.match(
                score,
                String.format(
                        Locale.ROOT,
                        "re-ranked from place %d to %d of %d (KG %d, KQ %d, beta %s, %d iterations, %s rule), scaled from %s",
                        why.initialRank() + 1,
                        why.finalRank() + 1,
                        window.size(),
                        window.reranking().neighbors().kg(),
                        method.kq(),
                        method.beta(),
                        method.iterations(),
                        method.update().name().toLowerCase(Locale.ROOT),
                        why.finalScore()),
                details);
    }

    private Explanation explainStep(int iteration, WindowExplanation.Step step) {
        List<Explanation> votes = new ArrayList<>();
        for (WindowExplanation.Voter voter : step.voters()) {
            votes.add(Explanation.match(
                    voter.weight(),
                    String.format(
                            Locale.ROOT,
                            "document %d at place %d has it as neighbor %d",
                            window.candidates().docs()[voter.candidate()],
                            voter.rank() + 1,
                            voter.neighborRank() + 1)));
        }
        Explanation bonus = Explanation.match(
                step.bonus(),
                "bonus: the votes of " + votes.size() + " of the first " + step.top() + ", divided by " + step.top(),
                votes);
        return Explanation.match(
                step.score(),
                String.format(
                        Locale.ROOT,
                        "iteration %d, from place %d to %d: %s + beta * bonus",
                        iteration,
                        step.rankBefore() + 1,
                        step.rankAfter() + 1,
                        step.base()),
                bonus);
    }
}
