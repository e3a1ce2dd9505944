package dev.icfrr.baselines;

import dev.icfrr.parallel.Parallelism;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Feature stages followed by a method, for example {@code dba+icfrr}.
 *
 * @param stages in the order in which they are applied, at least one
 * @param method ranks by the features of the last stage
 */
public record Pipeline(List<FeatureStage> stages, RerankMethod method) implements RerankMethod {

    public Pipeline {
        stages = List.copyOf(stages);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a pipeline needs a stage before its method");
        }
    }

    @Override
    public String name() {
        String before = stages.stream().map(PipelineStage::name).collect(Collectors.joining("+"));
        return method instanceof CosineRanking ? before : before + "+" + method.name();
    }

    @Override
    public Set<Requirement> needs() {
        Set<Requirement> needs = new HashSet<>(method.needs());
        stages.forEach(stage -> needs.addAll(stage.needs()));
        return Set.copyOf(needs);
    }

    @Override
    public Prepared prepare(Gallery gallery, Parallelism parallelism) {
        FeatureStage.Prepared[] prepared = new FeatureStage.Prepared[stages.size()];
        Gallery current = gallery;
        for (int i = 0; i < prepared.length; i++) {
            prepared[i] = stages.get(i).prepare(current, parallelism);
            current = prepared[i].gallery();
        }
        Prepared last = method.prepare(current, parallelism);
        return (queries, threads) -> {
            Queries changed = queries;
            for (FeatureStage.Prepared stage : prepared) {
                changed = stage.queries(changed, threads);
            }
            return last.scorer(changed, threads);
        };
    }
}
