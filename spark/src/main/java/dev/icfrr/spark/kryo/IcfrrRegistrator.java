package dev.icfrr.spark.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.icfrr.knn.KnnCandidates;
import dev.icfrr.knn.PartialKnnGraph;
import dev.icfrr.spark.knn.BoundedRows;
import dev.icfrr.spark.knn.CellPlan;
import dev.icfrr.spark.knn.MeetingRows;
import dev.icfrr.spark.rerank.BatchState;
import dev.icfrr.spark.rerank.ItemRequest;
import dev.icfrr.spark.rerank.QueryLabels;
import dev.icfrr.spark.rerank.RankedBatch;
import dev.icfrr.spark.table.ItemFeatures;
import dev.icfrr.spark.table.ItemLabels;
import dev.icfrr.spark.table.QueryBatch;
import dev.icfrr.spark.table.RankingRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.spark.serializer.KryoRegistrator;

/** Registers serializers that write values as arrays. All machines must have the same byte order. */
public final class IcfrrRegistrator implements KryoRegistrator {

    @Override
    public void registerClasses(Kryo kryo) {
        register(
                kryo,
                ItemFeatures.class,
                (output, part) -> {
                    output.writeInt(part.columns());
                    ArrayTransfer.write(output, part.items());
                    ArrayTransfer.write(output, part.values());
                },
                input -> {
                    int columns = input.readInt();
                    return new ItemFeatures(ArrayTransfer.readInts(input), columns, ArrayTransfer.readFloats(input));
                });
        register(
                kryo,
                MeetingRows.class,
                (output, rows) -> {
                    output.writeBoolean(rows.second());
                    kryo.writeObject(output, rows.rows());
                },
                input -> new MeetingRows(input.readBoolean(), kryo.readObject(input, ItemFeatures.class)));
        register(
                kryo,
                BoundedRows.class,
                (output, rows) -> {
                    kryo.writeObject(output, rows.rows());
                    ArrayTransfer.write(output, rows.bounds());
                    ArrayTransfer.write(output, rows.pieces());
                },
                input -> new BoundedRows(
                        kryo.readObject(input, ItemFeatures.class),
                        ArrayTransfer.readDoubles(input),
                        ArrayTransfer.readChars(input)));
        register(
                kryo,
                KnnCandidates.class,
                (output, lists) -> {
                    ArrayTransfer.write(output, lists.items());
                    ArrayTransfer.write(output, lists.starts());
                    ArrayTransfer.write(output, lists.neighbors());
                    ArrayTransfer.write(output, lists.squared());
                },
                input -> KnnCandidates.of(
                        ArrayTransfer.readInts(input),
                        ArrayTransfer.readInts(input),
                        ArrayTransfer.readInts(input),
                        ArrayTransfer.readDoubles(input)));
        register(
                kryo,
                CellPlan.class,
                (output, plan) -> {
                    ArrayTransfer.write(output, plan.pieceOf());
                    ArrayTransfer.write(output, plan.homeParts());
                    ArrayTransfer.write(output, plan.visitorParts());
                },
                input -> new CellPlan(
                        ArrayTransfer.readInts(input), ArrayTransfer.readInts(input), ArrayTransfer.readInts(input)));
        register(
                kryo,
                QueryLabels.class,
                (output, labels) -> {
                    ArrayTransfer.write(output, labels.labels());
                    ArrayTransfer.write(output, labels.classes());
                    ArrayTransfer.write(output, labels.relevant());
                },
                input -> new QueryLabels(
                        ArrayTransfer.readLongs(input), ArrayTransfer.readLongs(input), ArrayTransfer.readInts(input)));
        register(kryo, PartialKnnGraph.class, IcfrrRegistrator::write, IcfrrRegistrator::readNeighbors);
        register(
                kryo,
                ItemLabels.class,
                (output, labels) -> {
                    ArrayTransfer.write(output, labels.items());
                    ArrayTransfer.write(output, labels.labels());
                },
                input -> new ItemLabels(ArrayTransfer.readInts(input), ArrayTransfer.readLongs(input)));
        register(
                kryo,
                ItemRequest.class,
                (output, request) -> {
                    output.writeInt(request.from());
                    ArrayTransfer.write(output, request.items());
                },
                input -> new ItemRequest(input.readInt(), ArrayTransfer.readInts(input)));
        register(
                kryo,
                QueryBatch.class,
                (output, batch) -> {
                    ArrayTransfer.write(output, batch.queries());
                    ArrayTransfer.write(output, batch.starts());
                    ArrayTransfer.write(output, batch.items());
                    ArrayTransfer.write(output, batch.distances());
                },
                input -> new QueryBatch(
                        ArrayTransfer.readInts(input),
                        ArrayTransfer.readInts(input),
                        ArrayTransfer.readInts(input),
                        ArrayTransfer.readDoubles(input)));
        register(
                kryo,
                BatchState.class,
                (output, state) -> {
                    kryo.writeObject(output, state.batch());
                    write(output, state.lists());
                    ArrayTransfer.write(output, state.missing());
                },
                input -> new BatchState(
                        kryo.readObject(input, QueryBatch.class), readNeighbors(input), ArrayTransfer.readInts(input)));
        register(kryo, RankedBatch.class, IcfrrRegistrator::write, IcfrrRegistrator::readRankedBatch);
    }

    private static void write(Output output, RankedBatch batch) {
        output.writeInt(batch.queries());
        output.writeInt(batch.rows().size());
        for (RankingRow row : batch.rows()) {
            output.writeInt(row.getQuery());
            output.writeInt(row.getIteration());
            ArrayTransfer.write(output, row.getRanking());
        }
        ArrayTransfer.write(output, batch.sums());
    }

    private static RankedBatch readRankedBatch(Input input) {
        int queries = input.readInt();
        int count = input.readInt();
        List<RankingRow> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new RankingRow(input.readInt(), input.readInt(), ArrayTransfer.readInts(input)));
        }
        return new RankedBatch(queries, rows, ArrayTransfer.readDoubles(input));
    }

    private static void write(Output output, PartialKnnGraph lists) {
        output.writeInt(lists.perItem());
        ArrayTransfer.write(output, lists.items());
        ArrayTransfer.write(output, lists.neighbors());
    }

    private static PartialKnnGraph readNeighbors(Input input) {
        int perItem = input.readInt();
        return PartialKnnGraph.of(ArrayTransfer.readInts(input), perItem, ArrayTransfer.readInts(input));
    }

    private static <T> void register(
            Kryo kryo, Class<T> type, BiConsumer<Output, T> writer, Function<Input, T> reader) {
        kryo.register(type, new Serializer<T>(false, true) {
            @Override
            public void write(Kryo unused, Output output, T value) {
                writer.accept(output, value);
            }

            @Override
            public T read(Kryo unused, Input input, Class<T> unusedType) {
                return reader.apply(input);
            }
        });
    }
}
