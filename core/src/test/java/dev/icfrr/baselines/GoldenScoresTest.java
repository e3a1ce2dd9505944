package dev.icfrr.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.icfrr.matrix.Matrix;
import dev.icfrr.metrics.Labels;
import dev.icfrr.metrics.Measure;
import dev.icfrr.metrics.MeasureSink;
import dev.icfrr.parallel.Parallelism;
import dev.icfrr.tensor.TensorFile;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares scores and mAP with the golden files in {@code src/test/resources/peers}, written by the public
 * implementations. Files without a known mAP (-1) were written by the script in that folder.
 */
class GoldenScoresTest {
    private static final Path GOLDEN = Path.of("src/test/resources/peers");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | none | 0.6978345636572881",
                "aqe:k=10 | aqe | 0.9116329951398591",
                "alpha_qe:k=10,alpha=3 | alpha_qe | 0.8316458781636554",
                "dba:k=10 | dba | 0.9147961244601951",
                "dba:k=10+aqe:k=10 | dba_aqe | 0.9515667625965142",
                "k_reciprocal:k1=20,k2=6,lambda_value=0.3 | k_reciprocal | 0.9167314334990415",
                "ecn:k=25,t=3,q=8,method=rankdist | ecn_rankdist | 0.9183610660756486",
                "ecn:k=25,t=3,q=8,method=origdist | ecn_origdist | 0.9141444802701886",
                "diffusion:n_trunc=200,kd=50,gamma=3,alpha=0.99 | diffusion_offline | 0.9451236574573444",
                "superglobal:M=100,K=9,beta=0.15 | superglobal | 0.8370329976752793",
                "lbr:top_k=50,temperature=0.1 | lbr | -1",
                "gcr:k1=15,beta1=0.2,gal_round=3 | gcr | -1",
                "diffusion_query:n_trunc=100,kd=20,kq=10,gamma=3,alpha=0.99 | diffusion_query | -1",
            })
    void scoresFromFeaturesEqualThoseOfThePublicCode(String specification, String file, double meanAveragePrecision)
            throws IOException {
        check(
                specification,
                file,
                meanAveragePrecision,
                Queries.ofFeatures(Blobs.queries()),
                Gallery.ofFeatures(Blobs.gallery()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | none | 0.6978345636572881",
                "k_reciprocal | k_reciprocal | 0.9167314334990415",
                "ecn | ecn_rankdist | 0.9183610660756486",
                "ecn:method=origdist | ecn_origdist | 0.9141444802701886",
                "diffusion:n_trunc=200 | diffusion_offline | 0.9451236574573444",
                "lbr | lbr | -1",
                "diffusion_query:n_trunc=100,kd=20 | diffusion_query | -1",
            })
    void scoresFromDistancesEqualThoseOfThePublicCode(String specification, String file, double meanAveragePrecision)
            throws IOException {
        Matrix queries = Blobs.queries();
        Matrix gallery = Blobs.gallery();
        check(
                specification,
                file,
                meanAveragePrecision,
                Queries.ofDistances(Blobs.distances(queries, gallery), Blobs.distances(queries, queries)),
                Gallery.ofDistances(Blobs.distances(gallery, gallery)));
    }

    private static void check(
            String specification, String file, double meanAveragePrecision, Queries queries, Gallery gallery)
            throws IOException {
        double[][] scores = new double[queries.count()][];
        MeasureSink metrics = new MeasureSink(labels(), 0, Measure.reference());
        QueryScorer scorer = Methods.parse(specification)
                .prepare(gallery, Parallelism.allCores())
                .scorer(queries, Parallelism.allCores());
        scorer.scoreAll((query, row) -> scores[query] = row.clone(), Parallelism.allCores());
        scorer.rankAll((query, order) -> metrics.accept(query, 0, order), Parallelism.allCores());
        if (meanAveragePrecision >= 0) {
            assertThat(metrics.mean(Measure.MAP_AT_ALL, 0)).isCloseTo(meanAveragePrecision, within(1e-9));
        }
        if (file.equals("none")) {
            return;
        }
        Matrix expected = Blobs.matrix(GOLDEN.resolve(file + ".npy"));
        double[] row = new double[expected.columns()];
        double largest = 0;
        for (int query = 0; query < scores.length; query++) {
            expected.copyRow(query, row);
            for (int item = 0; item < row.length; item++) {
                largest = Math.max(largest, Math.abs(scores[query][item] - row[item]));
            }
        }
        assertThat(largest).isLessThan(1e-6);
    }

    private static Labels labels() throws IOException {
        try (TensorFile labels = TensorFiles.open(Blobs.FOLDER.resolve("labels.pth"))) {
            return Labels.of(
                    labels.tensor("query").toLongArray(),
                    labels.tensor("gallery").toLongArray());
        }
    }
}
