package dev.icfrr.benchmarks.campaigns;

import dev.icfrr.vision.onnx.OnnxEngine;
import dev.icfrr.vision.onnx.OnnxModel;
import dev.icfrr.vision.onnx.OnnxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that opens and runs the models whose paths come by standard input, and answers a line per model. */
final class ModelReader {
    static final String ACCEPTED = "accepted";
    static final String REFUSED = "refused";
    static final String FAULT = "fault";
    private static final int DEFAULT_EDGE = 32;
    private static final int MOST_PIXELS = 1 << 20;

    private ModelReader() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(answer(Path.of(line)));
            System.out.flush();
        }
    }

    private static String answer(Path path) {
        try (OnnxModel model = OnnxEngine.open(path, OnnxOptions.processor(1))) {
            int[] size = model.imageSize().orElse(new int[] {DEFAULT_EDGE, DEFAULT_EDGE});
            int batch = model.batch().orElse(1);
            if ((double) size[0] * size[1] * batch > MOST_PIXELS) {
                return REFUSED;
            }
            int count = batch * 3 * size[0] * size[1];
            FloatBuffer pixels = ByteBuffer.allocateDirect(count * 4)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            for (int i = 0; i < count; i++) {
                pixels.put(i, (float) Math.sin(i));
            }
            model.run(pixels, batch, batch, size[0], size[1]);
            return ACCEPTED;
        } catch (IOException e) {
            return REFUSED;
        } catch (Throwable e) {
            return FAULT + ' ' + e.toString().replace('\n', ' ');
        }
    }
}
