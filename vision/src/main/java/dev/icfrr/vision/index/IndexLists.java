package dev.icfrr.vision.index;

import dev.icfrr.advice.ListAgreement;
import dev.icfrr.advice.ListCounts;
import dev.icfrr.knn.KnnGraph;
import dev.icfrr.knn.ListChanges;
import dev.icfrr.knn.ListOrder;
import dev.icfrr.knn.SelfMatch;
import dev.icfrr.rerank.ChanceVotes;
import dev.icfrr.rerank.IcfrrParameters;
import dev.icfrr.rerank.Scales;
import dev.icfrr.rerank.UpdateRule;
import dev.icfrr.tensor.DType;
import dev.icfrr.tensor.Tensor;
import dev.icfrr.tensor.TensorFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The mapped neighbor lists of a state of an index, and how searches vote by them. */
final class IndexLists {
    private final IndexManifest manifest;
    private final KnnGraph stored;
    private final KnnGraph plain;
    private final Optional<KnnGraph> scaled;
    /** The lists of the last full write that searches vote by. */
    private final KnnGraph written;

    private final Optional<Tensor> chanceVotes;
    /** The plain lists of the last full write, without spare neighbors. */
    private final KnnGraph writtenPlain;

    private final Optional<ListCounts> listCounts;

    private IndexLists(Path files, IndexManifest manifest, Optional<AddedPart> added) throws IOException {
        this.manifest = manifest;
        KnnGraph nearest = KnnGraph.open(files.resolve(GenerationWriter.NEIGHBORS));
        stored = changed(nearest, added.map(AddedPart::plain));
        plain = stored.truncated(Math.min(manifest.kg(), stored.kg()));
        writtenPlain = nearest.truncated(plain.kg());
        Optional<KnnGraph> writtenScaled = usesScaled(manifest)
                ? Optional.of(KnnGraph.open(files.resolve(GenerationWriter.SCALED_NEIGHBORS)))
                : Optional.empty();
        scaled = writtenScaled.map(lists -> changed(lists, added.flatMap(AddedPart::scaled)));
        written = writtenScaled.orElse(nearest);
        chanceVotes = manifest.files().containsKey(GenerationWriter.CHANCE_VOTES)
                ? Optional.of(TensorFiles.map(files.resolve(GenerationWriter.CHANCE_VOTES)))
                : Optional.empty();
        listCounts = manifest.files().containsKey(GenerationWriter.LIST_COUNTS)
                ? Optional.of(listCounts(files.resolve(GenerationWriter.LIST_COUNTS)))
                : Optional.empty();
    }

    /**
     * Maps the lists.
     *
     * @param added the lists that additions changed
     * @throws IOException if a file does not match the manifest
     */
    static IndexLists open(Path files, IndexManifest manifest, Optional<AddedPart> added) throws IOException {
        IndexLists lists = new IndexLists(files, manifest, added);
        StoredItems.require(lists.chanceVotesFit(), files.resolve(GenerationWriter.CHANCE_VOTES));
        StoredItems.require(lists.plainFit(), files.resolve(GenerationWriter.NEIGHBORS));
        StoredItems.require(lists.scaledFit(), files.resolve(GenerationWriter.SCALED_NEIGHBORS));
        return lists;
    }

    private static boolean usesScaled(IndexManifest manifest) {
        return manifest.vote().filter(vote -> vote.lists() == ListOrder.SCALED).isPresent();
    }

    private static KnnGraph changed(KnnGraph lists, Optional<ListChanges> changes) {
        return changes.isPresent() ? lists.changed(changes.get()) : lists;
    }

    private boolean chanceVotesFit() {
        return chanceVotes
                .map(votes -> manifest.vote().isPresent()
                        && votes.rank() == 1
                        && votes.count() == manifest.size() - manifest.added())
                .orElse(true);
    }

    private boolean plainFit() {
        return plain.size() == manifest.size()
                && plain.kg() == manifest.kg()
                && plain.selfMatch() == manifest.self()
                && manifest.vote()
                        .map(vote -> manifest.self() == SelfMatch.INDEX && manifest.kg() >= vote.plainLength())
                        .orElse(true);
    }

    private boolean scaledFit() {
        return scaled.map(lists -> lists.size() == manifest.size()
                        && lists.kg() == manifest.vote().orElseThrow().k()
                        && lists.selfMatch() == manifest.self()
                        && lists.order() == ListOrder.SCALED)
                .orElse(true);
    }

    private ListCounts listCounts(Path file) throws IOException {
        Tensor counts = TensorFiles.map(file);
        List<Integer> scales = AgreementScales.of(writtenPlain, manifest.vote());
        StoredItems.require(
                counts.rank() == 2
                        && counts.size(0) == writtenPlain.size()
                        && counts.size(1) == scales.size()
                        && counts.memory(DType.INT32) != null,
                file);
        return ListCounts.stored(scales, counts);
    }

    /** Returns the lists by distance including spare neighbors; not every list has all of them. */
    KnnGraph stored() {
        return stored;
    }

    /** Returns the lists by distance. */
    KnnGraph plain() {
        return plain;
    }

    /** Returns the lists with local scaling, of K neighbors; empty if searches do not use them. */
    Optional<KnnGraph> scaled() {
        return scaled;
    }

    /** Returns how searches re-rank unless they ask for something else, see {@link GalleryIndex#rerankSetup}. */
    RerankSetup rerankSetup() {
        if (manifest.vote().isPresent()) {
            IndexVote vote = manifest.vote().get();
            KnnGraph lists = scaled.orElseGet(() -> plain.truncated(vote.k()));
            return new RerankSetup(lists, vote.parameters(), () -> votesOfChance(lists, vote));
        }
        return new RerankSetup(
                plain.truncated(Math.min(IcfrrParameters.DEFAULT_KG, plain.kg())),
                IcfrrParameters.DEFAULTS.withUpdate(
                        manifest.self() == SelfMatch.FIRST ? UpdateRule.REFERENCE : UpdateRule.ACCUMULATING),
                () -> {
                    throw new IllegalStateException("flat votes have no votes of chance");
                });
    }

    /** Measures the agreement of plain lists, see {@link GalleryIndex#agreement}. */
    Optional<ListAgreement> agreement() {
        if (listCounts.isPresent()) {
            ListAgreement written = new ListAgreement(writtenPlain, listCounts.get());
            return Optional.of(manifest.added() > 0 ? written.changed(plain) : written);
        }
        List<Integer> scales = AgreementScales.of(plain, manifest.vote());
        return scales.isEmpty() ? Optional.empty() : Optional.of(new ListAgreement(plain, scales));
    }

    /** Reads the stored counts and the lists that additions changed, or counts all lists. */
    private ChanceVotes votesOfChance(KnnGraph lists, IndexVote vote) {
        Scales scales = vote.parameters().scales();
        if (chanceVotes.isEmpty() || written.neighborsPerItem() < scales.largest()) {
            return ChanceVotes.of(lists, scales);
        }
        ChanceVotes counted =
                ChanceVotes.of(scales, written.size(), chanceVotes.get().toIntArray());
        return manifest.added() > 0 ? counted.changed(written, lists) : counted;
    }
}
