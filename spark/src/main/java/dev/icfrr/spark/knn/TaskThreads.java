package dev.icfrr.spark.knn;

import dev.icfrr.parallel.Parallelism;
import org.apache.spark.TaskContext;

/** How many threads a task may use: as many as the scheduler counts for it, {@code spark.task.cpus}. */
final class TaskThreads {
    private TaskThreads() {}

    static Parallelism here() {
        TaskContext task = TaskContext.get();
        return new Parallelism(task == null ? 1 : Math.max(1, task.cpus()));
    }
}
