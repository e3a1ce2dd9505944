package dev.icfrr.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class QuietLogsTest {

    private static final class Recorder extends Handler {
        private final List<String> messages = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord message) {
            messages.add(message.getLevel() + " " + message.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Holds no resources.
        }
    }

    @Test
    void aTakenPortIsReportedOnlyByTheException() throws Exception {
        Recorder recorder = new Recorder();
        Logger root = Logger.getLogger("");
        root.addHandler(recorder);
        QuietLogs.set();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Javalin javalin = Javalin.create(config -> config.startup.showJavalinBanner = false);
            assertThatThrownBy(() -> QuietLogs.whileStarting(() -> javalin.start("127.0.0.1", taken.getLocalPort())))
                    .isInstanceOf(JavalinBindException.class);
            assertThat(recorder.messages).isEmpty();
        } finally {
            root.removeHandler(recorder);
        }
    }
}
