package dev.icfrr.cli.serve;

import dev.icfrr.cli.console.RunLog;
import dev.icfrr.cli.index.IndexModelOptions;
import dev.icfrr.server.IcfrrServer;
import dev.icfrr.server.ServerSettings;
import dev.icfrr.server.http.ChangeAccess;
import dev.icfrr.server.http.Exposure;
import dev.icfrr.server.http.Limits;
import dev.icfrr.vision.index.GalleryIndex;
import dev.icfrr.vision.index.ModelReference;
import dev.icfrr.vision.index.ModelReference.OnnxReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Serves one index until the program stops. */
public final class ServerRun {
    private final ServeOptions options;
    private final RunLog log;

    /** Prepares a server. */
    public ServerRun(ServeOptions options, RunLog log) {
        this.options = options;
        this.log = log;
    }

    /**
     * Serves until it is interrupted or the program is told to end, then finishes the running requests.
     *
     * @param folder of the index
     * @param model the file of the model, if it was moved since the index was built
     * @param browser whether to open the page
     */
    public void serve(Path folder, Optional<Path> model, boolean browser) throws IOException {
        ServerSettings settings = settings();
        GalleryIndex index = GalleryIndex.open(folder);
        try (IcfrrServer server = IcfrrServer.start(index, reference(index, model), settings)) {
            log.say(String.format(
                    Locale.ROOT,
                    "serves  %,d items of %s, described by %s",
                    index.size(),
                    folder,
                    IndexModelOptions.describe(index.model())));
            boolean asks = settings.apiKey().isPresent() && server.link().equals(server.address());
            log.say("open    " + server.link() + (asks ? " (asks for the API key)" : ""));
            if (settings.changes() instanceof ChangeAccess.TokenHolders(String token)) {
                log.say("token   " + token + " (clients that add or remove items send it; see --writable)");
            }
            log.say("stop    with Ctrl+C");
            if (browser) {
                Browser.open(server.link(), log);
            }
            Thread stop = Thread.ofPlatform().unstarted(server::close);
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
    }

    private ServerSettings settings() throws IOException {
        return new ServerSettings(
                options.host(),
                options.port(),
                options.apiKey(),
                changes(),
                new Exposure(options.publicUrl(), options.origins(), options.proxies(), options.accessLog()),
                Limits.standard().withQueue(options.workers(), options.queue()));
    }

    /** Returns who may change the gallery. Every call makes a new token. */
    private ChangeAccess changes() {
        if (options.isReadOnly()) {
            return new ChangeAccess.Nobody();
        }
        return options.isWritable() ? new ChangeAccess.Everybody() : ChangeAccess.TokenHolders.withNewToken();
    }

    private static Optional<ModelReference> reference(GalleryIndex index, Optional<Path> model) {
        if (model.isEmpty()) {
            return index.model();
        }
        if (index.model().orElse(null) instanceof OnnxReference onnx) {
            return Optional.of(onnx.at(model.get()));
        }
        throw new IllegalArgumentException("--model names the moved ONNX file of an index, but this index was built "
                + (index.model().isEmpty() ? "without a model" : "with a built-in model") + ". Leave out --model");
    }
}
