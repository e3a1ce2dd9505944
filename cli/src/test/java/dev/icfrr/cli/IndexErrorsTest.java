package dev.icfrr.cli;

import static dev.icfrr.cli.CommandLineRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.icfrr.vision.index.GalleryIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Index commands that are refused with a reason. */
class IndexErrorsTest extends IndexCommandFixture {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "search --id 1                          | --index DIR",
                "search --index INDEX                   | --image, --vector or --id",
                "search --index INDEX --id nobody       | there is no item 'nobody'",
                "search --index INDEX --id 1 -k 0       | -k must be at least 1",
                "search --index INDEX --id 1 --kg 50    | fewer than the KG 50",
                "search --index INDEX --id 1 --kq 0     | KQ must be at least 1",
                "search --index INDEX --id 1 --row 2    | --row works only with --vector",
                "search --index INDEX --id 1 --update accumulating | --self first",
                "search --index INDEX --image nowhere.png | has no model, so images cannot be encoded",
                "search --index INDEX --vector VECTORS --row 999 | no row 999",
                "search --index NOWHERE --id 1          | no such index",
                "explain --index INDEX --id 1 --item no | there is no item 'no'",
                "explain --item 3                       | --query N",
                "explain --index INDEX --id 1 --item 3 --center domains | works only with --query",
                "explain --index INDEX --id 1 --item 3 --iteration 9 | from 0 to 5",
                "explain --index INDEX --id 1 --item 3 --candidates 2 --voters 1 | none of the 2 ranked",
                "index remove --index INDEX             | no item is named",
                "index remove --index INDEX 1 nobody    | there is no item 'nobody'",
                "index add --index INDEX --features VECTORS --ids NOWHERE | no such file",
                "index add --index INDEX --images NOWHERE | NOWHERE",
                "index build --features VECTORS --out INDEX | --replace",
                "index build --features VECTORS --out FOREIGN | no part of an index",
                "index build --features VECTORS --out NEW --kg 0 | --kg must be at least 1",
                "index build --features VECTORS --out NEW --recall 0.5 | work only with --approximate",
                "index build --features VECTORS --out NEW --pool cls | ONNX --model",
                "index build --features VECTORS --out NEW --self first | --self first belongs to --vote flat",
                "index build --features VECTORS --out NEW --vote flat --k 8 | belong to --vote multiscale",
                "index build --features VECTORS --out NEW --vote flat --lists scaled | belong to --vote multiscale",
                "index build --features VECTORS --out NEW --k some | auto or a whole number",
                "search --index INDEX --id 1 --vote multiscale | built for flat votes, with --self first",
                "search --index INDEX --id 1 --vote flat --k 8 | belong to --vote multiscale",
                "search --index INDEX --id 1 --vote multiscale --kq 8 | Use --k",
                "index queries INDEX | no sample queries are named",
                "index queries INDEX VECTORS --clear | Use one of them",
                "index queries INDEX VECTORS | --center domains",
                "index queries INDEX NOWHERE | no such file or folder",
                "index build --images NOWHERE --out NEW | no such folder",
                "index verify NOWHERE                   | no such index",
                "index                                  | no command is named"
            })
    void refusesWithAReason(String line, String reason) throws IOException {
        buildBlobs("--vote", "flat", "--kg", "12");
        Path foreign = Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("letter.txt"), "mine");
        String[] arguments = line.strip().split(" ", -1);
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = switch (arguments[i]) {
                case "INDEX" -> index();
                case "VECTORS" -> BlobIndex.BLOBS.resolve("query_features.npy").toString();
                case "FOREIGN" -> foreign.toString();
                case "NEW" -> folder.resolve("new").toString();
                default -> arguments[i];
            };
        }
        assertThat(refused(arguments)).contains(reason);
        assertThat(Files.exists(folder.resolve("new"))).isFalse();
        assertThat(GalleryIndex.open(Path.of(index())).generation()).isEqualTo(1);
    }
}
