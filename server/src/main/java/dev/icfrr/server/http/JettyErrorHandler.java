package dev.icfrr.server.http;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers requests that never reach a handler, for example because they are not HTTP. */
public final class JettyErrorHandler extends ErrorHandler {
    private final ProblemResponses answers;

    /** Creates an error handler that answers as the routes do. */
    public JettyErrorHandler(ProblemResponses answers) {
        this.answers = answers;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        // An HTTP version that does not exist is the client's mistake, so the status must not be a 5xx.
        int status = code == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 ? HttpStatus.BAD_REQUEST_400 : code;
        response.setStatus(status);
        Problem problem = ProblemResponses.byStatus(status, Map.of());
        headers(response.getHeaders());
        response.write(true, ByteBuffer.wrap(answers.bytes(problem)), callback);
    }

    private static void headers(HttpFields.Mutable fields) {
        fields.put(HttpHeader.CONTENT_TYPE, ProblemResponses.TYPE);
        SecurityHeaders.ALL.forEach(fields::put);
    }
}
