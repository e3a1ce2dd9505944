package dev.icfrr.server.api;

import dev.icfrr.server.http.Fields;
import java.util.Optional;
import java.util.Set;

/**
 * Fields of re-rank requests that other servers use. They are accepted for compatibility and ignored, apart from the
 * model's name, which the response repeats.
 */
final class ForOtherServers {
    static final Set<String> NAMES = Set.of(
            "model", "max_tokens_per_doc", "max_chunks_per_doc", "rank_fields", "user", "priority", "truncation");

    private ForOtherServers() {}

    /**
     * Checks the fields and returns the model's name.
     *
     * @throws dev.icfrr.server.http.Problem 400 for a value of another type
     */
    static Optional<String> model(Fields fields) {
        fields.integer("max_tokens_per_doc", 0, Integer.MAX_VALUE);
        fields.integer("max_chunks_per_doc", 0, Integer.MAX_VALUE);
        fields.integer("priority", 0, Integer.MAX_VALUE);
        fields.text("user");
        fields.bool("truncation");
        return fields.text("model");
    }
}
