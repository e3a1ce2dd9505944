package dev.icfrr.spark.log;

import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.spark.Success$;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Logs the progress of stages, and sums up the cost of a job: task time and bytes shuffled. */
public final class WorkLog extends SparkListener {
    private static final int STEPS = 10;

    private final Consumer<String> log;
    private final TreeMap<Integer, int[]> doneOfTotal = new TreeMap<>();
    private final LongAdder tasks = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder taskMillis = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder spilled = new LongAdder();
    private final long start = System.nanoTime();

    public WorkLog(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
        synchronized (doneOfTotal) {
            doneOfTotal.put(
                    stage.stageInfo().stageId(), new int[] {0, stage.stageInfo().numTasks()});
        }
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted stage) {
        synchronized (doneOfTotal) {
            doneOfTotal.remove(stage.stageInfo().stageId());
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
        if (task.reason() instanceof Success$) {
            tasks.increment();
            tell(task.stageId());
        } else {
            failures.increment();
        }
        TaskMetrics metrics = task.taskMetrics();
        if (metrics != null) {
            taskMillis.add(metrics.executorRunTime());
            cpuNanos.add(metrics.executorCpuTime());
            written.add(metrics.shuffleWriteMetrics().bytesWritten());
            spilled.add(metrics.diskBytesSpilled());
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
        log.accept("executor " + executor.executorId() + " was lost; its tasks are rescheduled");
    }

    private void tell(int stage) {
        synchronized (doneOfTotal) {
            int[] count = doneOfTotal.get(stage);
            if (count == null) {
                return;
            }
            count[0]++;
            int before = (count[0] - 1) * STEPS / count[1];
            int now = count[0] * STEPS / count[1];
            if (count[1] >= STEPS && now > before) {
                log.accept("stage " + stage + ": " + count[0] + " of " + count[1] + " tasks");
            }
        }
    }

    /** Returns the cost so far. */
    public String summary() {
        return tasks.sum() + " tasks, " + failures.sum() + " failed; "
                + Units.seconds((System.nanoTime() - start) / 1e9) + " in all, "
                + Units.seconds(taskMillis.sum() / 1e3) + " in tasks, " + Units.seconds(cpuNanos.sum() / 1e9)
                + " of processor; "
                + Units.bytes(written.sum()) + " shuffled, " + Units.bytes(spilled.sum()) + " spilled";
    }
}
