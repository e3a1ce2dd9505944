package dev.icfrr.baselines;

import java.util.Set;

/** What a {@linkplain Methods#parse specification} names: a method, or a stage before one. */
public sealed interface PipelineStage permits FeatureStage, RerankMethod {

    /** Name and parameters as {@link Methods#parse} reads them, as {@code k_reciprocal:k1=20,k2=6,lambda_value=0.3}. */
    String name();

    /** What it cannot do without. */
    Set<Requirement> needs();
}
