package dev.icfrr.baselines;

import dev.icfrr.rerank.IcfrrParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All methods by name. A specification is a name with optional parameters after a colon
 * ({@code k_reciprocal:k1=20,k2=6}), or several of them joined by a plus ({@code dba:k=5+icfrr}). A parameter that is
 * not given has its authors' default. To add a method, implement {@link RerankMethod} and add an entry to the list
 * below.
 */
public final class Methods {
    private static final List<Entry> ENTRIES = List.of(
            entry("none", "no re-ranking: by Euclidean distance", "the baseline", false, _ -> new DistanceRanking()),
            entry(
                    "icfrr",
                    "the gallery neighbors of a query's top items vote for items to move up, in several iterations",
                    "Hudson & Smith, arXiv 2303.17703",
                    false,
                    IcfrrSpecification::method,
                    parameter("vote", "flat", "flat (the public code's) or multiscale"),
                    parameter("kg", IcfrrParameters.DEFAULT_KG, "flat: neighbors per gallery item, or auto"),
                    parameter("kq", IcfrrParameters.DEFAULT_KQ, "flat: number of top items that vote, or auto"),
                    parameter("k", "auto", "multiscale: the largest scale, or auto"),
                    parameter("lists", "auto", "plain or scaled; auto: scaled for multiscale, plain for flat"),
                    parameter("center", "none", "domains: center features per domain first"),
                    parameter("beta", IcfrrParameters.DEFAULT_BETA, "weight of the bonus"),
                    parameter(
                            "beta_scale",
                            "auto",
                            "absolute, spread (of the distances) or k; auto: k for multiscale, absolute for flat"),
                    parameter("n_times", IcfrrParameters.DEFAULT_ITERATIONS, "iterations"),
                    parameter("update", "reference", "update rule: reference (the public code's) or accumulating"),
                    parameter("guard", "off", "leave: queries likely to be harmed keep their order")),
            entry(
                    "aqe",
                    "average query expansion: the query becomes the mean of itself and its nearest gallery items",
                    "Chum et al., Total Recall, ICCV 2007",
                    true,
                    given -> new QueryExpansion(given.whole("k"), 0),
                    parameter("k", QueryExpansion.DEFAULT_K, "gallery items to add")),
            entry(
                    "alpha_qe",
                    "query expansion with weights cosine^alpha",
                    "Radenović, Tolias & Chum, TPAMI 2019",
                    true,
                    given -> new QueryExpansion(given.whole("k"), given.number("alpha")),
                    parameter("k", QueryExpansion.DEFAULT_ALPHA_K, "gallery items to add"),
                    parameter("alpha", QueryExpansion.DEFAULT_ALPHA, "exponent of the cosine")),
            entry(
                    "dba",
                    "database augmentation: every gallery item becomes a rank-weighted mean of itself and its nearest",
                    "Turcot & Lowe 2009; Arandjelović & Zisserman, CVPR 2012; weights of Gordo et al., IJCV 2017",
                    true,
                    given -> new DatabaseAugmentation(given.whole("k")),
                    parameter("k", DatabaseAugmentation.DEFAULT_K, "neighbors to add")),
            entry(
                    "center",
                    "centering per domain: queries and gallery items lose the mean of their own domain",
                    "see docs/understand/multiscale-vote.md",
                    true,
                    _ -> new DomainCentering()),
            entry(
                    "k_reciprocal",
                    "Jaccard distance of k-reciprocal neighborhoods, blended with the original distance",
                    "Zhong et al., CVPR 2017",
                    false,
                    given -> new KReciprocal(given.whole("k1"), given.whole("k2"), given.number("lambda_value")),
                    parameter("k1", KReciprocal.DEFAULT_K1, "neighbors in which reciprocity is checked"),
                    parameter("k2", KReciprocal.DEFAULT_K2, "neighbors whose encodings are averaged"),
                    parameter("lambda_value", KReciprocal.DEFAULT_LAMBDA, "weight of the original distance")),
            entry(
                    "ecn",
                    "mean distance to the expanded neighbors of the other",
                    "Sarfraz et al., CVPR 2018",
                    false,
                    given -> new ExpandedCrossNeighborhood(
                            given.whole("k"),
                            given.whole("t"),
                            given.whole("q"),
                            given.oneOf("method", ExpandedCrossNeighborhood.Method.values())),
                    parameter("k", ExpandedCrossNeighborhood.DEFAULT_K, "list length for rankdist"),
                    parameter("t", ExpandedCrossNeighborhood.DEFAULT_T, "nearest neighbors that are expanded"),
                    parameter("q", ExpandedCrossNeighborhood.DEFAULT_Q, "neighbors of each of them"),
                    parameter("method", "rankdist", "rankdist (neighbor lists compared) or origdist")),
            entry(
                    "diffusion",
                    "offline truncated diffusion on queries and gallery together",
                    "Yang et al., AAAI 2019",
                    false,
                    given -> new OfflineDiffusion(
                            given.whole("n_trunc"), given.whole("kd"), given.number("gamma"), given.number("alpha")),
                    parameter("n_trunc", OfflineDiffusion.DEFAULT_TRUNCATION, "items per linear system"),
                    parameter("kd", OfflineDiffusion.DEFAULT_KD, "neighbors with an affinity"),
                    parameter("gamma", OfflineDiffusion.DEFAULT_GAMMA, "exponent of the cosine"),
                    parameter("alpha", OfflineDiffusion.DEFAULT_ALPHA, "reach of the diffusion, between 0 and 1")),
            entry(
                    "diffusion_query",
                    "offline truncated diffusion on the gallery, each query on its own",
                    "Yang et al., AAAI 2019",
                    false,
                    given -> new QueryDiffusion(
                            given.whole("n_trunc"),
                            given.whole("kd"),
                            given.whole("kq"),
                            given.number("gamma"),
                            given.number("alpha")),
                    parameter("n_trunc", OfflineDiffusion.DEFAULT_TRUNCATION, "items per linear system"),
                    parameter("kd", OfflineDiffusion.DEFAULT_KD, "neighbors with an affinity"),
                    parameter("kq", QueryDiffusion.DEFAULT_KQ, "nearest items from which a query's diffusion starts"),
                    parameter("gamma", OfflineDiffusion.DEFAULT_GAMMA, "exponent of the cosine"),
                    parameter("alpha", OfflineDiffusion.DEFAULT_ALPHA, "reach of the diffusion, between 0 and 1")),
            entry(
                    "superglobal",
                    "refines the features of the top M items and of the query by their nearest among them",
                    "Shao et al., ICCV 2023",
                    false,
                    given -> new SuperGlobal(given.whole("M"), given.whole("K"), given.number("beta")),
                    parameter("M", SuperGlobal.DEFAULT_M, "items that are permuted"),
                    parameter("K", SuperGlobal.DEFAULT_K, "neighbors that are averaged"),
                    parameter("beta", SuperGlobal.DEFAULT_BETA, "weight of a neighbor")),
            entry(
                    "lbr",
                    "local blurring: the top items are replaced by softmax means of each other",
                    "Luo et al., ICCV 2019",
                    false,
                    given -> new LocalBlurring(given.whole("top_k"), given.number("temperature")),
                    parameter("top_k", LocalBlurring.DEFAULT_TOP_K, "items that are permuted"),
                    parameter("temperature", LocalBlurring.DEFAULT_TEMPERATURE, "temperature of the softmax")),
            entry(
                    "gcr",
                    "averages features of queries and gallery over their neighbor graph, for a few rounds",
                    "Zhang et al., arXiv 2306.08792",
                    false,
                    given -> new GraphConvolution(given.whole("k1"), given.number("beta1"), given.whole("gal_round")),
                    parameter("k1", GraphConvolution.DEFAULT_K1, "links per item, including that to itself"),
                    parameter("beta1", GraphConvolution.DEFAULT_BETA1, "temperature of the weights"),
                    parameter("gal_round", GraphConvolution.DEFAULT_ROUNDS, "rounds")));

    private Methods() {}

    /** Returns the descriptions of all methods, in the order of tables. */
    public static List<MethodHelp> all() {
        return ENTRIES.stream().map(Entry::help).toList();
    }

    /**
     * Returns the method of a specification.
     *
     * @throws IllegalArgumentException if the method or a parameter is unknown, or a value is out of range; the message
     *     lists the choices
     */
    public static RerankMethod parse(String specification) {
        List<FeatureStage> stages = new ArrayList<>();
        // Split at a plus before a name, not at that of an exponent as in 1e+3.
        String[] parts = specification.strip().split("\\+(?=\\s*[a-z])", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            switch (step(parts[i].strip())) {
                case FeatureStage stage -> stages.add(stage);
                case RerankMethod method
                when last -> {
                    return stages.isEmpty() ? method : new Pipeline(stages, method);
                }
                case RerankMethod method ->
                    throw new IllegalArgumentException("nothing can follow " + name(method.name()) + " in '"
                            + specification + "': only "
                            + ENTRIES.stream()
                                    .map(Entry::help)
                                    .filter(MethodHelp::stage)
                                    .map(MethodHelp::name)
                                    .collect(Collectors.joining(", "))
                            + " make features for another method");
            }
        }
        return new Pipeline(stages, new CosineRanking());
    }

    private static PipelineStage step(String text) {
        String name = name(text);
        Entry entry = ENTRIES.stream()
                .filter(candidate -> candidate.help.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method is called '" + name + "'; there are "
                        + ENTRIES.stream()
                                .map(candidate -> candidate.help.name())
                                .collect(Collectors.joining(", "))));
        String given = name.length() == text.length() ? "" : text.substring(name.length() + 1);
        return entry.factory.apply(new SpecParser(entry.help, given));
    }

    private static String name(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    private static MethodParameter parameter(String name, Object defaultValue, String help) {
        return new MethodParameter(
                name,
                defaultValue instanceof Double number ? Requirements.text(number) : defaultValue.toString(),
                help);
    }

    private static Entry entry(
            String name,
            String summary,
            String source,
            boolean stage,
            Function<SpecParser, PipelineStage> factory,
            MethodParameter... parameters) {
        return new Entry(new MethodHelp(name, summary, source, stage, List.of(parameters)), factory);
    }

    private record Entry(MethodHelp help, Function<SpecParser, PipelineStage> factory) {}
}
