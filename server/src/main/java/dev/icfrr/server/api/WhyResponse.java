package dev.icfrr.server.api;

import dev.icfrr.rerank.Explanation;
import dev.icfrr.rerank.RankedItem;
import java.util.ArrayList;
import java.util.List;

/** Maps an explanation to the response of {@code /v1/explain}. */
final class WhyResponse {
    private WhyResponse() {}

    /** @param mostVotes how many votes to name at each iteration */
    static Responses.Why of(Search search, Explanation explanation, int mostVotes) {
        Snapshot gallery = search.gallery();
        ShownItems shown = new ShownItems(gallery);
        shown.add(explanation.item());
        List<Responses.Step> steps = new ArrayList<>();
        for (Explanation.Step step : explanation.steps()) {
            List<Responses.Vote> votes = Responses.Vote.heaviest(search, step.votes(), mostVotes);
            votes.forEach(vote -> shown.add(gallery.item(vote.voter())));
            steps.add(step(step, votes));
        }
        return new Responses.Why(
                Responses.Parameters.of(search.parameters()),
                Responses.Gallery.of(gallery),
                gallery.index().id(explanation.item()),
                gallery.className(explanation.item()).orElse(null),
                explanation.last().ranked().gained(),
                steps,
                shown.items());
    }

    private static Responses.Step step(Explanation.Step step, List<Responses.Vote> votes) {
        RankedItem ranked = step.ranked();
        return new Responses.Step(
                step.iteration(),
                ranked.rank() + 1,
                ranked.previousRank() + 1,
                ranked.score(),
                step.base(),
                step.beta(),
                ranked.bonus(),
                ranked.voteSum(),
                step.chance(),
                step.denominator(),
                step.voters(),
                step.votes().size(),
                votes);
    }
}
