package dev.icfrr.cli.input;

/** What rank files look like. */
public enum RankFormat {
    /** Tensors of gallery indices, as PyTorch reads them. */
    PTH(".pth", Long.BYTES),
    /** TREC runs, with judgments beside them where there are labels. */
    TREC(".run", 48),
    /** The same, compressed with gzip. */
    TREC_GZ(".run.gz", 12);

    private final String extension;
    private final int bytesPerItem;

    RankFormat(String extension, int bytesPerItem) {
        this.extension = extension;
        this.bytesPerItem = bytesPerItem;
    }

    /** How the files end. */
    public String extension() {
        return extension;
    }

    /** Bytes for one item of one ranking; of text, about so many. */
    public int bytesPerItem() {
        return bytesPerItem;
    }
}
