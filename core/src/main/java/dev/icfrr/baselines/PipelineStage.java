package dev.icfrr.baselines;

import java.util.Set;

/** One part of a {@linkplain Methods#parse specification}: a method, or a stage before one. */
public sealed interface PipelineStage permits FeatureStage, RerankMethod {

    /** Returns the specification with all parameters, for example {@code k_reciprocal:k1=20,k2=6,lambda_value=0.3}. */
    String name();

    /** Returns the inputs that it needs. */
    Set<Requirement> needs();
}
