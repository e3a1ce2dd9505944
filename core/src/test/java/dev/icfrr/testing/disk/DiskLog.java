package dev.icfrr.testing.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The operations on a disk, in order, and the contents that a power cut may leave. A file keeps what was written before
 * it was flushed last; each later write is lost, whole, or cut off. A name, move or deletion is kept if one of its
 * folders was flushed after it; otherwise it is kept or lost. This is less than common file systems promise.
 */
final class DiskLog {
    private static final int ROOT = 0;

    /** Something that happened. */
    private sealed interface Event {}

    private record Write(int file, long position, byte[] bytes) implements Event {}

    private record Cut(int file, long size) implements Event {}

    private record FlushFile(int file) implements Event {}

    private record FlushFolder(int folder) implements Event {}

    /** A change of names that happens at once. A node of -1 removes the name. */
    private record Names(List<Name> names) implements Event {}

    private record Name(int folder, String name, int node) {}

    private final List<Event> events = new ArrayList<>();
    private final List<Boolean> isFolder = new ArrayList<>(List.of(true));
    private final Map<String, Integer> nodes = new HashMap<>(Map.of("", ROOT));

    /** Returns how many events there are. */
    synchronized int size() {
        return events.size();
    }

    private int node(String path) {
        Integer node = nodes.get(path);
        if (node == null) {
            throw new IllegalStateException(path + " was not made on this disk");
        }
        return node;
    }

    private Name name(String path, int node) {
        int slash = path.lastIndexOf('/');
        return new Name(node(slash < 0 ? "" : path.substring(0, slash)), path.substring(slash + 1), node);
    }

    /** Returns the number of a file that is opened to write, and creates it if it is new. */
    synchronized int open(String path, boolean cut) {
        Integer known = nodes.get(path);
        if (known == null) {
            return create(path, false);
        }
        if (cut) {
            events.add(new Cut(known, 0));
        }
        return known;
    }

    synchronized int create(String path, boolean folder) {
        int node = isFolder.size();
        isFolder.add(folder);
        events.add(new Names(List.of(name(path, node))));
        nodes.put(path, node);
        return node;
    }

    synchronized void link(String path, String existing) {
        int node = node(existing);
        events.add(new Names(List.of(name(path, node))));
        nodes.put(path, node);
    }

    synchronized void delete(String path) {
        events.add(new Names(List.of(name(path, -1))));
        nodes.remove(path);
    }

    synchronized void move(String from, String to) {
        int node = node(from);
        events.add(new Names(List.of(name(to, node), name(from, -1))));
        Map<String, Integer> moved = new HashMap<>();
        nodes.entrySet().removeIf(entry -> {
            String path = entry.getKey();
            if (path.equals(from) || path.startsWith(from + "/")) {
                moved.put(to + path.substring(from.length()), entry.getValue());
                return true;
            }
            return false;
        });
        nodes.putAll(moved);
    }

    synchronized void write(int file, long position, byte[] bytes) {
        events.add(new Write(file, position, bytes));
    }

    synchronized void cut(int file, long size) {
        events.add(new Cut(file, size));
    }

    synchronized void flush(int node) {
        events.add(isFolder.get(node) ? new FlushFolder(node) : new FlushFile(node));
    }

    synchronized int nodeOf(String path) {
        return node(path);
    }

    /** Writes what may be left after the first events into an empty folder of another disk. */
    synchronized void restore(int count, Random random, Path into) throws IOException {
        List<Event> before = events.subList(0, count);
        Map<Integer, byte[]> contents = new HashMap<>();
        Map<Integer, List<Event>> unflushed = new HashMap<>();
        for (Event event : before) {
            switch (event) {
                case Write write ->
                    unflushed
                            .computeIfAbsent(write.file, _ -> new ArrayList<>())
                            .add(write);
                case Cut cut ->
                    unflushed.computeIfAbsent(cut.file, _ -> new ArrayList<>()).add(cut);
                case FlushFile flush -> {
                    byte[] content = contents.getOrDefault(flush.file, new byte[0]);
                    for (Event change : unflushed.getOrDefault(flush.file, List.of())) {
                        content = changed(content, change, Integer.MAX_VALUE);
                    }
                    contents.put(flush.file, content);
                    unflushed.remove(flush.file);
                }
                case FlushFolder _, Names _ -> {}
            }
        }
        unflushed.forEach((file, changes) -> {
            byte[] content = contents.getOrDefault(file, new byte[0]);
            for (Event change : changes) {
                int fate = random.nextInt(3);
                if (fate > 0) {
                    content = changed(content, change, fate == 1 ? Integer.MAX_VALUE : random.nextInt(64));
                }
            }
            contents.put(file, content);
        });
        write(ROOT, entries(before, random), contents, into);
    }

    private static byte[] changed(byte[] content, Event change, int most) {
        if (change instanceof Cut(int _, long size)) {
            return Arrays.copyOf(content, (int) size);
        }
        Write write = (Write) change;
        int length = Math.min(most, write.bytes.length);
        byte[] longer = Arrays.copyOf(content, Math.max(content.length, (int) write.position + length));
        System.arraycopy(write.bytes, 0, longer, (int) write.position, length);
        return longer;
    }

    /** Returns the names in each folder. */
    private static Map<Integer, TreeMap<String, Integer>> entries(List<Event> before, Random random) {
        List<Names> changes = new ArrayList<>();
        Set<Names> flushed = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Event event : before) {
            if (event instanceof Names names) {
                changes.add(names);
            } else if (event instanceof FlushFolder(int folder)) {
                changes.stream()
                        .filter(change -> change.names.stream().anyMatch(name -> name.folder == folder))
                        .forEach(flushed::add);
            }
        }
        Map<Integer, TreeMap<String, Integer>> entries = new HashMap<>();
        for (Names change : changes) {
            if (flushed.contains(change) || random.nextBoolean()) {
                for (Name name : change.names) {
                    TreeMap<String, Integer> folder = entries.computeIfAbsent(name.folder, _ -> new TreeMap<>());
                    if (name.node < 0) {
                        folder.remove(name.name);
                    } else {
                        folder.put(name.name, name.node);
                    }
                }
            }
        }
        return entries;
    }

    private void write(
            int folder, Map<Integer, TreeMap<String, Integer>> entries, Map<Integer, byte[]> contents, Path into)
            throws IOException {
        for (Map.Entry<String, Integer> entry :
                entries.getOrDefault(folder, new TreeMap<>()).entrySet()) {
            Path path = into.resolve(entry.getKey());
            if (isFolder.get(entry.getValue())) {
                Files.createDirectories(path);
                write(entry.getValue(), entries, contents, path);
            } else {
                Files.write(path, contents.getOrDefault(entry.getValue(), new byte[0]));
            }
        }
    }
}
