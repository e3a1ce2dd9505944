package dev.icfrr.baselines;

import dev.icfrr.advice.GuardMode;
import dev.icfrr.advice.ParameterRequest;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.rerank.BetaScale;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.UpdateRule;
import java.util.List;

/** Makes the method from a specification such as {@code icfrr:vote=multiscale,k=auto,center=domains}. */
final class IcfrrSpecification {
    private IcfrrSpecification() {}

    private enum Votes {
        FLAT,
        MULTISCALE
    }

    private enum Lists {
        AUTO,
        PLAIN,
        SCALED
    }

    private enum Scale {
        AUTO,
        ABSOLUTE,
        SPREAD,
        K
    }

    private enum Center {
        NONE,
        DOMAINS
    }

    /** Returns the method, after a stage that centers features if the specification asks for it. */
    static RerankMethod method(SpecParser given) {
        IcfrrMethod icfrr =
                new IcfrrMethod(request(given), given.oneOf("guard", new GuardMode[] {GuardMode.OFF, GuardMode.LEAVE}));
        return given.oneOf("center", Center.values()) == Center.DOMAINS
                ? new Pipeline(List.of(new DomainCentering()), icfrr)
                : icfrr;
    }

    private static ParameterRequest request(SpecParser given) {
        boolean multiscale = given.oneOf("vote", Votes.values()) == Votes.MULTISCALE;
        ListOrder lists = switch (given.oneOf("lists", Lists.values())) {
            case PLAIN -> ListOrder.PLAIN;
            case SCALED -> ListOrder.SCALED;
            case AUTO -> multiscale ? ListOrder.SCALED : ListOrder.PLAIN;
        };
        BetaScale scale = switch (given.oneOf("beta_scale", Scale.values())) {
            case ABSOLUTE -> BetaScale.ABSOLUTE;
            case SPREAD -> BetaScale.SPREAD;
            case K -> BetaScale.K;
            case AUTO -> multiscale ? BetaScale.K : BetaScale.ABSOLUTE;
        };
        IcfrrParameters method = IcfrrParameters.DEFAULTS
                .withBeta(given.number("beta"))
                .withBetaScale(scale)
                .withIterations(given.whole("n_times"))
                .withUpdate(given.oneOf("update", UpdateRule.values()));
        if (multiscale) {
            if (given.isSet("kg") || given.isSet("kq")) {
                throw given.refused("vote=multiscale has no kg and kq: use k");
            }
            return ParameterRequest.multiscale(given.wholeOrAuto("k"), lists, method);
        }
        if (given.isSet("k")) {
            throw given.refused("k belongs to vote=multiscale: use kg and kq, or add vote=multiscale");
        }
        return new ParameterRequest(given.wholeOrAuto("kg"), given.wholeOrAuto("kq"), lists, method);
    }
}
