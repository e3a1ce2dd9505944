package dev.icfrr.spark.knn;

import dev.icfrr.parallel.Parallelism;
import org.apache.spark.TaskContext;

/** The number of threads that a task may use: {@code spark.task.cpus}, which the scheduler reserves for it. */
final class TaskThreads {
    private TaskThreads() {}

    static Parallelism here() {
        TaskContext task = TaskContext.get();
        return new Parallelism(task == null ? 1 : Math.max(1, task.cpus()));
    }
}
