package dev.icfrr.benchmarks.campaigns;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Feeds damaged inputs to every reader for some time. A reader must accept them or refuse them as it declares, within
 * {@value #SLOW_SECONDS} seconds. Other ends are faults: the input and the stack are kept, and the exit code is 1.
 *
 * <p>Arguments: the root of the repository, the folder for faults, the seconds, the seed.
 */
public final class MutationCampaign {
    private static final int SLOW_SECONDS = 10;
    private static final Duration PROGRESS = Duration.ofMinutes(1);

    /** Counts of one kind of input. */
    private static final class Count {
        private int inputs;
        private long accepted;
        private long refused;
        private long faults;

        private long mutants() {
            return accepted + refused + faults;
        }
    }

    private final Path faultFolder;
    private final Random random;
    private final Map<String, Count> counts = new TreeMap<>();

    private MutationCampaign(Path faultFolder, long seed) {
        this.faultFolder = faultFolder;
        this.random = new Random(seed);
    }

    /** Runs a campaign and prints a table. */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        long seconds = Long.parseLong(arguments[2]);
        long seed = Long.parseLong(arguments[3]);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        Path scratch = Files.createTempDirectory("icfrr-campaign");
        MutationCampaign campaign = new MutationCampaign(Path.of(arguments[1]), seed);
        Path index = IndexTargets.build(scratch.resolve("valid"), seed);
        Path grown = IndexTargets.buildWithAdditions(scratch.resolve("grown"), seed);
        Path served = IndexTargets.build(scratch.resolve("served"), seed);
        try (HttpTargets http = new HttpTargets(served);
                ModelTargets models = new ModelTargets(Files.createDirectory(scratch.resolve("models")), seed)) {
            List<Target> targets = new ArrayList<>();
            targets.addAll(FileTargets.of(root, Files.createDirectory(scratch.resolve("files"))));
            targets.addAll(IndexTargets.of("indexes", index, scratch));
            targets.addAll(IndexTargets.of("indexes with additions", grown, scratch));
            targets.addAll(http.targets());
            targets.addAll(models.targets());
            campaign.run(targets, end);
        }
        System.exit(campaign.print(seed) == 0 ? 0 : 1);
    }

    /** Feeds each kind of input as often as the others. */
    private void run(List<Target> targets, long end) throws IOException {
        long printed = System.nanoTime();
        Map<String, List<Target>> byKind = new TreeMap<>();
        for (Target target : targets) {
            byKind.computeIfAbsent(target.kind(), _ -> new ArrayList<>()).add(target);
        }
        byKind.forEach((kind, list) -> {
            Count count = new Count();
            count.inputs = list.size();
            counts.put(kind, count);
        });
        while (System.nanoTime() < end) {
            for (List<Target> list : byKind.values()) {
                if (System.nanoTime() < end) {
                    feed(list.get(random.nextInt(list.size())), list.get(random.nextInt(list.size())));
                }
            }
            if (System.nanoTime() - printed > PROGRESS.toNanos()) {
                printed = System.nanoTime();
                System.out.printf(
                        Locale.ROOT,
                        "%d s left: %,d mutants, %d faults%n",
                        Duration.ofNanos(end - printed).toSeconds(),
                        sum(Count::mutants),
                        sum(count -> count.faults));
            }
        }
    }

    private void feed(Target target, Target donor) throws IOException {
        Count count = Objects.requireNonNull(counts.get(target.kind()));
        byte[] input = Mutation.of(target, donor.valid(), random);
        long start = System.nanoTime();
        try {
            if (target.reader().accepts(input)) {
                count.accepted++;
            } else {
                count.refused++;
            }
            if (System.nanoTime() - start > Duration.ofSeconds(SLOW_SECONDS).toNanos()) {
                throw new IllegalStateException("took longer than " + SLOW_SECONDS + " s");
            }
        } catch (Throwable failure) {
            count.faults++;
            keep(target, input, failure);
        }
    }

    private void keep(Target target, byte[] input, Throwable failure) throws IOException {
        Files.createDirectories(faultFolder);
        long number = sum(count -> count.faults);
        String name = "%04d-%s".formatted(number, target.name().replaceAll("[^\\w.-]+", "_"));
        Files.write(faultFolder.resolve(name), input);
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        Files.writeString(faultFolder.resolve(name + ".txt"), target.kind() + ", " + target.name() + "\n" + stack);
        if (number <= 20) {
            System.out.println(name + ": " + failure);
        }
    }

    private long print(long seed) {
        System.out.println(
                "| input | valid inputs | mutants | accepted | refused | faults |\n|---|---|---|---|---|---|");
        for (Map.Entry<String, Count> entry : counts.entrySet()) {
            Count count = entry.getValue();
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s | %d | %,d | %,d | %,d | %d |",
                    entry.getKey(),
                    count.inputs,
                    count.mutants(),
                    count.accepted,
                    count.refused,
                    count.faults));
        }
        long faults = sum(count -> count.faults);
        System.out.printf(Locale.ROOT, "%,d mutants, %d faults, seed %d%n", sum(Count::mutants), faults, seed);
        return faults;
    }

    private long sum(ToLongFunction<Count> part) {
        return counts.values().stream().mapToLong(part).sum();
    }
}
