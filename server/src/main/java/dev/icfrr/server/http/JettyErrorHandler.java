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

/** Problems for requests that never reach a handler, such as those that are no HTTP. */
public final class JettyErrorHandler extends ErrorHandler {
    private final ProblemResponses answers;

    /** Answers written in the same way as the handlers'. */
    public JettyErrorHandler(ProblemResponses answers) {
        this.answers = answers;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        // A version of HTTP that does not exist is the client's mistake, whatever its number says.
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
