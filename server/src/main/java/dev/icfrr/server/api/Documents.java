package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The documents of a re-rank request, in the request's order. */
sealed interface Documents {
    /** The most vectors in one request: their neighbor lists are computed for it. */
    int MOST_VECTORS = 4000;

    /** Returns how many there are. */
    int count();

    /** Returns the distances that the first stage's scores stand for, if the documents have scores. */
    Optional<double[]> distances();

    /** Items of the gallery. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Items(List<String> ids, Optional<double[]> distances) implements Documents {
        @Override
        public int count() {
            return ids.size();
        }
    }

    /** Vectors, which are a gallery of their own. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Vectors(float[][] vectors, Optional<double[]> distances) implements Documents {
        /** Checks that all vectors have the same length. */
        public Vectors {
            for (int i = 0; i < vectors.length; i++) {
                if (vectors[i].length != vectors[0].length) {
                    throw Problem.unprocessable("documents[" + i + "] has " + vectors[i].length
                            + " values, documents[0] has " + vectors[0].length);
                }
            }
        }

        @Override
        public int count() {
            return vectors.length;
        }
    }

    /** Reads the fields {@code documents} and {@code scores}. */
    static Documents of(Fields fields, Limits limits) {
        if (!fields.has("documents")) {
            throw Problem.badRequest("'documents' is missing: a list of ids, or of objects with an id or a vector");
        }
        if (fields.isListOfNames("documents")) {
            return new Items(fields.names("documents", limits.documents()).orElseThrow(), Optional.empty());
        }
        List<Fields> list = fields.objects("documents", limits.documents()).orElseThrow();
        ScoreMeaning meaning = ScoreMeaning.of(fields);
        boolean byId = list.getFirst().has("id");
        boolean scored = list.getFirst().has("score");
        if (!byId && list.size() > MOST_VECTORS) {
            throw Problem.tooLarge("'documents' has " + list.size() + " vectors; send at most " + MOST_VECTORS);
        }
        for (int i = 0; i < list.size(); i++) {
            requireLikeFirst(list.get(i), i, byId, scored);
        }
        Optional<double[]> distances = scored
                ? Optional.of(list.stream()
                        .mapToDouble(document -> meaning.distance(
                                document.number("score", -1e150, 1e150).orElseThrow()))
                        .toArray())
                : Optional.empty();
        return byId
                ? new Items(
                        list.stream()
                                .map(document -> document.name("id").orElseThrow())
                                .toList(),
                        distances)
                : new Vectors(
                        list.stream()
                                .map(document -> document.vector("vector").orElseThrow())
                                .toArray(float[][]::new),
                        distances);
    }

    private static void requireLikeFirst(Fields document, int place, boolean byId, boolean scored) {
        document.requireOnly(Set.of("id", "vector", "score"));
        if (!document.exactlyOne("id", "vector").equals(byId ? "id" : "vector") || document.has("score") != scored) {
            throw Problem.badRequest("documents[" + place + "] differs from documents[0]: send ids or vectors, and"
                    + " scores for all documents or for none");
        }
    }
}
