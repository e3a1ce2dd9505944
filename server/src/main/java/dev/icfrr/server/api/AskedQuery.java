package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import dev.icfrr.server.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A query of a request with its label.
 *
 * @param name where the query is in the request, to begin messages with; empty if it is the only one
 * @param query the query
 * @param label the relevant class, if the request names it
 */
record AskedQuery(String name, Query query, Optional<String> label) {
    private static final Set<String> NAMES = Set.of("image", "vector", "item", "label");

    /** Reads the only query of a request. */
    static AskedQuery of(Payload payload) {
        return new AskedQuery("", payload.query(), payload.fields().name("label"));
    }

    /** Reads the list {@code queries}. */
    static List<AskedQuery> several(Payload payload, int most) {
        Fields fields = payload.fields();
        fields.exactlyOne("queries", "image", "vector", "item");
        if (payload.image().isPresent()) {
            throw fields.wrong("queries", "is given beside the image in the body: send one of the two");
        }
        if (fields.has("label")) {
            throw fields.wrong("label", "belongs into each of the 'queries'");
        }
        List<AskedQuery> queries = new ArrayList<>();
        for (Fields one : fields.objects("queries", most).orElseThrow()) {
            one.requireOnly(NAMES);
            queries.add(new AskedQuery(
                    "queries[" + queries.size() + "]: ", Query.of(one, "image", "vector", "item"), one.name("label")));
        }
        return queries;
    }

    /** @throws Problem 422 if no item of the gallery has the label */
    void requireKnownLabel(Snapshot gallery) {
        if (label.isPresent() && !gallery.classSizes().containsKey(label.get())) {
            throw Problem.unprocessable(
                    name + "'label': no item of the gallery has this label; see 'labels' of /v1/gallery");
        }
    }

    /** Returns a value. Puts the name of the query before the message of a problem. */
    <T> T named(Supplier<T> value) {
        try {
            return value.get();
        } catch (Problem e) {
            throw name.isEmpty() ? e : Problem.of(e.status(), e.title(), name + e.detail(), e.headers());
        }
    }
}
