package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Limits;
import dev.icfrr.server.http.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The documents of a re-rank request, in the request's order. */
sealed interface Documents {
    /** The most vectors in one request: their neighbor lists are computed for it. */
    int MOST_VECTORS = 4000;

    /** Ends messages about texts, which other servers of this form of API rank. */
    String RANKS = "this server ranks items of its image gallery, by their ids, and vectors, not texts";

    /** Returns how many there are. */
    int count();

    /** Returns the distances that the first stage's scores stand for, if the documents have scores. */
    Optional<double[]> distances();

    /** Returns a document as the results repeat it: with all its fields but the vector. */
    JsonNode shown(int place);

    /**
     * Items of the gallery.
     *
     * @param documents the fields of each document
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Items(List<String> ids, List<JsonNode> documents, Optional<double[]> distances) implements Documents {
        @Override
        public int count() {
            return ids.size();
        }

        @Override
        public JsonNode shown(int place) {
            return documents.get(place);
        }
    }

    /**
     * Vectors, which are a gallery of their own.
     *
     * @param documents the other fields of each document
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Vectors(float[][] vectors, List<JsonNode> documents, Optional<double[]> distances) implements Documents {
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

        @Override
        public JsonNode shown(int place) {
            return documents.get(place);
        }
    }

    /** Reads the fields {@code documents} and {@code scores}. */
    static Documents of(Fields fields, Limits limits) {
        if (!fields.has("documents")) {
            throw Problem.badRequest("'documents' is missing: a list of ids, or of objects with an id or a vector");
        }
        if (fields.isListOfNames("documents")) {
            List<String> ids = fields.names("documents", limits.documents()).orElseThrow();
            // Clients that know documents as texts read the field 'text'.
            List<JsonNode> shown = ids.stream()
                    .map(id -> Fields.object(Map.of("id", id, "text", id)))
                    .toList();
            return new Items(ids, shown, Optional.empty());
        }
        List<Fields> list = fields.objects("documents", limits.documents()).orElseThrow();
        ScoreMeaning meaning = ScoreMeaning.of(fields);
        String kind = kind(list.getFirst(), 0);
        boolean scored = list.getFirst().has("score");
        if (kind.equals("vector") && list.size() > MOST_VECTORS) {
            throw Problem.tooLarge("'documents' has " + list.size() + " vectors; send at most " + MOST_VECTORS);
        }
        for (int i = 0; i < list.size(); i++) {
            requireLikeFirst(list.get(i), i, kind, scored);
        }
        Optional<double[]> distances = scored
                ? Optional.of(list.stream()
                        .mapToDouble(document -> meaning.distance(
                                document.number("score", -1e150, 1e150).orElseThrow()))
                        .toArray())
                : Optional.empty();
        List<JsonNode> shown =
                list.stream().map(document -> document.without("vector")).toList();
        return kind.equals("vector")
                ? new Vectors(
                        list.stream()
                                .map(document -> document.vector("vector").orElseThrow())
                                .toArray(float[][]::new),
                        shown,
                        distances)
                : new Items(
                        list.stream()
                                .map(document -> document.name(kind).orElseThrow())
                                .toList(),
                        shown,
                        distances);
    }

    /** Returns the name of the field that says what a document is. A text is the id of an item. */
    private static String kind(Fields document, int place) {
        if (document.has("id") || document.has("vector")) {
            return document.exactlyOne("id", "vector");
        }
        if (document.has("text")) {
            return "text";
        }
        throw Problem.badRequest("documents[" + place + "] has neither 'id' nor 'vector': " + RANKS);
    }

    private static void requireLikeFirst(Fields document, int place, String kind, boolean scored) {
        if (!kind(document, place).equals(kind) || document.has("score") != scored) {
            throw Problem.badRequest("documents[" + place + "] differs from documents[0]: send ids or vectors, and"
                    + " scores for all documents or for none");
        }
    }
}
