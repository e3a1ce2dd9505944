package dev.icfrr.vision.extract;

import dev.icfrr.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where an extraction keeps what it has, so that after a kill the same command carries on. Shards always cover the same
 * pictures, and always the same pictures are encoded together: that is why a resumed run ends with the same bytes.
 */
public final class WorkFolder {

    private static final int SMALLEST_SHARD = 16;
    private static final String MANIFEST = "manifest.txt";

    /** Finds settings for speed when there are none from an earlier run. */
    @FunctionalInterface
    public interface Tuner {
        /** Measures, which may take some seconds. */
        Tuning tune() throws IOException;
    }

    private static final Pattern TUNING = Pattern.compile("batch (\\d+) threads (\\d+)");

    private final Path folder;
    private final Tuning tuning;

    private WorkFolder(Path folder, Tuning tuning) {
        this.folder = folder;
        this.tuning = tuning;
    }

    /**
     * Opens the folder of an earlier run of the same work, or makes an empty one.
     *
     * @param fingerprint of the work: what another run left with another fingerprint is deleted
     * @param wanted settings that must be as said, or empty to take those of the earlier run or of {@code tuner}
     */
    public static WorkFolder open(Path folder, String fingerprint, Optional<Tuning> wanted, Tuner tuner)
            throws IOException {
        Path manifest = folder.resolve(MANIFEST);
        if (Files.isRegularFile(manifest)) {
            List<String> lines = Files.readAllLines(manifest);
            Optional<Tuning> earlier = lines.size() == 2 && lines.getFirst().equals(fingerprint)
                    ? parse(lines.getLast())
                    : Optional.empty();
            if (earlier.isPresent() && (wanted.isEmpty() || wanted.equals(earlier))) {
                return new WorkFolder(folder, earlier.get());
            }
        }
        delete(folder);
        Tuning tuning = wanted.isPresent() ? wanted.get() : tuner.tune();
        String text = fingerprint + "\nbatch " + tuning.batch() + " threads " + tuning.threads() + "\n";
        AtomicFile.write(manifest, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        return new WorkFolder(folder, tuning);
    }

    private static Optional<Tuning> parse(String line) {
        Matcher match = TUNING.matcher(line);
        try {
            return match.matches()
                    ? Optional.of(new Tuning(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The settings that hold for all of this work. */
    public Tuning tuning() {
        return tuning;
    }

    /** Pictures per shard: a multiple of those that are encoded together. */
    int shardSize(int batch) {
        return Math.ceilDiv(SMALLEST_SHARD, batch) * batch;
    }

    /** The file of a shard. */
    Path shard(Domain domain, int number) {
        return folder.resolve(domain.label(), "%06d.shard".formatted(number));
    }

    /** Deletes everything. */
    public void delete() throws IOException {
        delete(folder);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
