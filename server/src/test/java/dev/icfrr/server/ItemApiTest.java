package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.server.TestServer.Answer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Items and their thumbnails. */
class ItemApiTest extends SearchFixture {
    @Test
    void itemsAndThumbnailsAreFoundByIdsWithSlashes() {
        JsonNode item = ok(server.get("/v1/items/fish%2F3.png"));
        assertThat(item.get("id").stringValue()).isEqualTo("fish/3.png");
        assertThat(item.get("neighbors").get(0).get("id").stringValue())
                .isEqualTo(
                        index.id(index.graph().neighbor(index.find("fish/3.png").getAsInt(), 0)));

        Answer thumbnail = server.get(item.get("thumbnail").stringValue());
        assertThat(thumbnail.status()).isEqualTo(200);
        assertThat(thumbnail.headers().get("Content-Type")).isEqualTo("image/jpeg");
        assertThat(thumbnail.bytes())
                .isEqualTo(index.thumbnail(index.find("fish/3.png").getAsInt()).orElseThrow());
    }
}
