package dev.icfrr.cli.python;

import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.cli.options.VoteOptions;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.rerank.Vote;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parameters of the method in requests and results. */
final class MethodParameters {
    private MethodParameters() {}

    /** Reads them, with the defaults of the command line. A K that is absent is automatic. */
    static ParameterRequest of(Request request) {
        VoteOptions.Kind kind = request.choice("vote", VoteOptions.Kind.FLAT);
        IcfrrParameters method = IcfrrParameters.DEFAULTS
                .withBeta(request.number("beta", IcfrrParameters.DEFAULT_BETA))
                .withBetaScale(request.choice("beta_scale", kind.betaScale()))
                .withIterations(request.whole("n_times", IcfrrParameters.DEFAULT_ITERATIONS))
                .withUpdate(request.choice("update", UpdateRule.REFERENCE))
                .withStopWhenStable(request.flag("stop_when_stable"));
        ListOrder lists = request.choice("lists", kind.lists());
        if (kind == VoteOptions.Kind.MULTISCALE) {
            ParameterRequest parameters = ParameterRequest.multiscale(number(request, "k"), lists, method);
            List<Integer> weights = request.wholes("weights");
            return weights.isEmpty()
                    ? parameters
                    : new ParameterRequest(
                            parameters.kg(),
                            parameters.kq(),
                            lists,
                            parameters.method().withVote(Vote.multiscale(weights)));
        }
        return new ParameterRequest(number(request, "KG"), number(request, "KQ"), lists, method);
    }

    private static int number(Request request, String name) {
        int number = request.whole(name, ParameterRequest.AUTO);
        if (request.has(name) && number < 1) {
            throw new IllegalArgumentException(name + " must be at least 1 or 'auto', not " + number);
        }
        return number;
    }

    /** Describes parameters without automatic values. */
    static Map<String, Object> map(ParameterRequest parameters) {
        IcfrrParameters method = parameters.method();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("vote", method.vote().label());
        if (parameters.isMultiscale()) {
            map.put("k", parameters.kg());
            map.put("weights", method.vote().weights());
        } else {
            map.put("KG", parameters.kg());
            map.put("KQ", parameters.kq());
        }
        map.put("lists", parameters.lists().label());
        map.put("beta", method.beta());
        map.put("beta_scale", method.betaScale().label());
        map.put("n_times", method.iterations());
        map.put("update", method.update().label());
        return map;
    }
}
