package dev.icfrr.cli.input;

/** Formats of rank files. */
public enum RankFormat {
    /** Tensors of gallery indices, as PyTorch reads them. */
    PTH(".pth", Long.BYTES),
    /** TREC runs, with judgments if there are labels. */
    TREC(".run", 48),
    /** The same, compressed with gzip. */
    TREC_GZ(".run.gz", 12);

    private final String extension;
    private final int bytesPerItem;

    RankFormat(String extension, int bytesPerItem) {
        this.extension = extension;
        this.bytesPerItem = bytesPerItem;
    }

    /** Returns the extension of the files. */
    public String extension() {
        return extension;
    }

    /** Returns the bytes for one item of one ranking, approximate for text. */
    public int bytesPerItem() {
        return bytesPerItem;
    }
}
