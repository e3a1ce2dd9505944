package dev.icfrr.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
    @TempDir
    private Path folder;

    @Test
    void theBytesOfAFileStayTheSame() throws IOException {
        byte[] bytes = new byte[100_001];
        new Random(5).nextBytes(bytes);
        Path file = Files.write(folder.resolve("bytes"), bytes);
        try (FileChannel channel = FileChannel.open(file);
                Arena arena = Arena.ofConfined()) {
            MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, bytes.length, arena);
            ReadAhead.turnOff(mapped);
            assertThat(mapped.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
        }
    }

    @Test
    void memoryOfNoFileIsLeftAlone() {
        ReadAhead.turnOff(MemorySegment.ofArray(new byte[10]));
    }
}
