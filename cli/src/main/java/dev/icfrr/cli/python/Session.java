package dev.icfrr.cli.python;

import dev.icfrr.cli.console.Version;
import dev.icfrr.distance.DistanceKernels;
import java.util.Map;

/** What the Python package calls. Thread-safe. */
public final class Session {
    private final Handles handles = new Handles();
    private final Map<String, Operation> operations;

    /** Creates a session without objects. */
    public Session() {
        GraphOperations graphs = new GraphOperations(handles);
        SearchOperations searches = new SearchOperations(graphs);
        RerankerOperations rerankers = new RerankerOperations(handles, graphs);
        operations = Map.ofEntries(
                Map.entry("version", (_, _) -> Map.of("icfrr", Version.text(), "kernel", DistanceKernels.name())),
                Map.entry("rerank", new RerankOperation(graphs)),
                Map.entry("graph_build", graphs::build),
                Map.entry("graph_open", graphs::open),
                Map.entry("graph_save", graphs::save),
                Map.entry("graph_neighbors", graphs::neighbors),
                Map.entry("reranker", rerankers::open),
                Map.entry("reranker_rank", rerankers::rank),
                Map.entry("reranker_explain", rerankers::explain),
                Map.entry("search", searches::nearest),
                Map.entry("graph_distances", searches::listed),
                Map.entry("tensors", TensorOperations::list),
                Map.entry("tensor_read", TensorOperations::read),
                Map.entry("tensor_write", TensorOperations::write),
                Map.entry("significance", EvaluateOperation::significance),
                Map.entry("methods", (_, _) -> MethodOperations.all()),
                Map.entry("method_rank", MethodOperations::rank),
                Map.entry("compare", MethodOperations::compare),
                Map.entry("evaluate", EvaluateOperation::ranks),
                Map.entry("evaluate_runs", EvaluateOperation::runs),
                Map.entry("tune", new TuneOperation()),
                Map.entry("encoder_width", EncodeOperations::width),
                Map.entry("encode", EncodeOperations::encode));
    }

    /**
     * Starts a call.
     *
     * @param operation its name
     * @param request its arguments as JSON
     * @throws IllegalArgumentException if there is no such call
     */
    public Job start(String operation, String request) {
        Operation known = operations.get(operation);
        if (known == null) {
            throw new IllegalArgumentException("there is no call '" + operation + "'");
        }
        return new Job(known, request).start();
    }

    /** Forgets an object that a call returned a handle of. */
    public void release(long handle) {
        handles.remove(handle);
    }
}
