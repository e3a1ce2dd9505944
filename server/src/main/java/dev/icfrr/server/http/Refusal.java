package dev.icfrr.server.http;

import java.util.Locale;

/** What is full, or too slow, when the server refuses a request to protect others. */
public enum Refusal {
    /** The queue of requests that wait or run. */
    QUEUE("all workers are busy and the queue is full"),
    /** The memory for the bodies of all clients. */
    BODIES("the memory for request bodies is full"),
    /** One client's share of the memory for bodies. */
    CLIENT("this client's share of the memory for request bodies is full"),
    /** A request that arrives too slowly. */
    SLOW("the request arrives too slowly");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** Returns the reason as part of a sentence. */
    public String text() {
        return text;
    }

    /** Returns the name in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
