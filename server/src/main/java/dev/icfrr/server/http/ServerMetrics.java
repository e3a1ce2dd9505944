package dev.icfrr.server.http;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.DoubleSupplier;

/** The server's metrics in the format of Prometheus. */
public final class ServerMetrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Counter requests = Counter.builder()
            .name("icfrr_http_requests_total")
            .help("Requests answered")
            .labelNames("route", "method", "status")
            .register(registry);
    private final Histogram seconds = Histogram.builder()
            .name("icfrr_http_request_seconds")
            .help("Time from a request's headers to its response")
            .labelNames("route")
            .classicUpperBounds(0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
            .classicOnly()
            .register(registry);
    private final Counter refused = Counter.builder()
            .name("icfrr_requests_refused_total")
            .help("Requests refused because something is full (queue, bodies, client) or because they are too slow")
            .labelNames("reason")
            .register(registry);
    private final Histogram stages = Histogram.builder()
            .name("icfrr_stage_seconds")
            .help("Time of a search's stages: describe (image to vector), rank (vector to rankings)")
            .labelNames("stage")
            .classicUpperBounds(0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
            .classicOnly()
            .register(registry);

    /** Registers the server's metrics and those of the JVM. */
    public ServerMetrics() {
        JvmMetrics.builder().register(registry);
        for (Refusal reason : Refusal.values()) {
            refused.initLabelValues(reason.label());
        }
    }

    /** Registers a value that is computed when it is read. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /** Counts a response. */
    public void answered(String route, String method, int status, long nanos) {
        requests.labelValues(route, method, Integer.toString(status)).inc();
        seconds.labelValues(route).observe(nanos / 1e9);
    }

    /** Counts a request that was refused to protect others. */
    public void refused(Refusal reason) {
        refused.labelValues(reason.label()).inc();
    }

    /** Records the time of a stage of a search. */
    public void stage(String stage, long nanos) {
        stages.labelValues(stage).observe(nanos / 1e9);
    }

    /** Returns all metrics in the text format of Prometheus. */
    public byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Returns the media type of {@link #text}. */
    public String contentType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }
}
