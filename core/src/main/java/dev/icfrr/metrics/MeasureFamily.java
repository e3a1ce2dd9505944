package dev.icfrr.metrics;

/**
 * Definitions of metrics. R is the number of relevant items, G the number of ranked items, P(r) the share of relevant
 * items among the first r, and hits are the ranks (from 1) of relevant items. Research fields divide average precision
 * by different numbers; each variant has its own name.
 */
public enum MeasureFamily {
    MEAN_AVERAGE_PRECISION(
            "mAP@all",
            Cut.NONE,
            "1/R * sum over hits r of P(r)",
            "mean of the precision at each relevant item; trec_eval's map, the public ICFRR code's mAP@all") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            return ranking.relevant() == 0 ? 0 : ranking.sumOfPrecisions(ranking.hits()) / ranking.relevant();
        }
    },
    MEAN_AVERAGE_PRECISION_BY_HITS(
            "mAP",
            Cut.NEEDED,
            "1/(hits within K) * sum over hits r <= K of P(r)",
            "divided by what was found; the public ICFRR code's mAP@200") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            int hits = ranking.hitsWithin(cut);
            return hits == 0 ? 0 : ranking.sumOfPrecisions(hits) / hits;
        }
    },
    MEAN_AVERAGE_PRECISION_BY_RELEVANT(
            "mAP_R", Cut.NEEDED, "1/R * sum over hits r <= K of P(r)", "divided by all there is; trec_eval's map_cut") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            return ranking.relevant() == 0 ? 0 : ranking.sumOfPrecisions(ranking.hitsWithin(cut)) / ranking.relevant();
        }
    },
    MEAN_AVERAGE_PRECISION_BY_POSSIBLE(
            "mAP_min",
            Cut.NEEDED,
            "1/min(R,K) * sum over hits r <= K of P(r)",
            "divided by what could be found; common in hashing") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            int possible = Math.min(ranking.relevant(), cut);
            return possible == 0 ? 0 : ranking.sumOfPrecisions(ranking.hitsWithin(cut)) / possible;
        }
    },
    INTERPOLATED_MEAN_AVERAGE_PRECISION(
            "mAP_interp",
            Cut.OPTIONAL,
            "1/min(R,K,G) * sum over hits r <= K of the largest P(s), r <= s <= K",
            "area under the interpolated precision-recall curve; as the public code of SAKE and ZSE-SBIR") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            int possible = cut == Measure.ALL
                    ? ranking.relevant()
                    : Math.min(ranking.relevant(), Math.min(cut, ranking.retrieved()));
            double best = 0;
            double sum = 0;
            for (int i = ranking.hitsWithin(cut) - 1; i >= 0; i--) {
                best = Math.max(best, (i + 1) / (ranking.hitRank(i) + 1.0));
                sum += best;
            }
            return possible == 0 ? 0 : sum / possible;
        }
    },
    PRECISION(
            "prec",
            Cut.NEEDED,
            "(hits within K) / K",
            "divided by K however few items there are; trec_eval's P, the public ICFRR code's prec@K") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            return ranking.hitsWithin(cut) / (double) cut;
        }
    },
    PRECISION_OF_POSSIBLE(
            "prec_min",
            Cut.NEEDED,
            "(hits within K) / min(K,G)",
            "divided by the number of items looked at; as the public code of SAKE and ZSE-SBIR") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            int possible = Math.min(cut, ranking.retrieved());
            return possible == 0 ? 0 : ranking.hitsWithin(cut) / (double) possible;
        }
    },
    RECALL("recall", Cut.NEEDED, "(hits within K) / R", "how much of all there is was found; trec_eval's recall") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            return ranking.relevant() == 0 ? 0 : ranking.hitsWithin(cut) / (double) ranking.relevant();
        }
    },
    NORMALIZED_DISCOUNTED_GAIN(
            "nDCG",
            Cut.OPTIONAL,
            "DCG / ideal DCG, DCG = sum over hits r <= K of grade / log2(r + 1)",
            "the ideal ranking has all relevant items first, by grade; trec_eval's ndcg and ndcg_cut") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            double gain = 0;
            int hits = ranking.hitsWithin(cut);
            for (int i = 0; i < hits; i++) {
                gain += ranking.hitGrade(i) * ranking.discount(ranking.hitRank(i));
            }
            double ideal = 0;
            int possible = Math.min(ranking.relevant(), cut);
            for (int rank = 0; rank < possible; rank++) {
                ideal += ranking.idealGrade(rank) * ranking.discount(rank);
            }
            return ideal == 0 ? 0 : gain / ideal;
        }
    },
    RECIPROCAL_RANK(
            "MRR", Cut.OPTIONAL, "1 / (rank of the first hit), 0 if it lies beyond K", "trec_eval's recip_rank") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            return ranking.hitsWithin(cut) == 0 ? 0 : 1 / (ranking.hitRank(0) + 1.0);
        }
    },
    R_PRECISION("R-prec", Cut.NONE, "(hits within R) / R", "trec_eval's Rprec") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            return ranking.relevant() == 0 ? 0 : ranking.hitsWithin(ranking.relevant()) / (double) ranking.relevant();
        }
    },
    CUMULATIVE_MATCH(
            "CMC",
            Cut.NEEDED,
            "1 if there is a hit within K, else 0",
            "cumulative matching characteristic, also called rank-K accuracy; trec_eval's success") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            return ranking.hitsWithin(cut) > 0 ? 1 : 0;
        }
    },
    INVERSE_NEGATIVE_PENALTY(
            "mINP",
            Cut.NONE,
            "R / (rank of the last hit), 0 if one is missing",
            "how far one must look for the hardest match; Ye et al., TPAMI 2022") {
        @Override
        double of(JudgedRanking ranking, int cut) {
            boolean complete = ranking.relevant() > 0 && ranking.hits() == ranking.relevant();
            return complete ? ranking.relevant() / (ranking.hitRank(ranking.hits() - 1) + 1.0) : 0;
        }
    };

    /** Whether the name of a metric takes an {@code @K}. */
    enum Cut {
        NONE,
        OPTIONAL,
        NEEDED
    }

    private final String title;
    private final Cut cut;
    private final String formula;
    private final String note;

    MeasureFamily(String title, Cut cut, String formula, String note) {
        this.title = title;
        this.cut = cut;
        this.formula = formula;
        this.note = note;
    }

    /** Returns how a metric of this family is written, for example {@code prec@K} or {@code nDCG[@K]}. */
    public String pattern() {
        return switch (cut) {
            case NONE -> title;
            case OPTIONAL -> title + "[@K]";
            case NEEDED -> title + "@K";
        };
    }

    /** Returns the value of one query as a formula; the metric is the mean over all queries. */
    public String formula() {
        return formula;
    }

    /** Returns what the metric measures and its names elsewhere. */
    public String note() {
        return note;
    }

    String title() {
        return title;
    }

    Cut cut() {
        return cut;
    }

    /** Returns the value of one query; {@code cut} is {@link Measure#ALL} for the whole ranking. */
    abstract double of(JudgedRanking ranking, int cut);
}
