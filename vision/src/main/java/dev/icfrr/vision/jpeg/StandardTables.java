package dev.icfrr.vision.jpeg;

import java.util.HexFormat;

/** The Huffman tables of section K.3 of the JPEG standard. Frames of Motion JPEG leave them out. */
final class StandardTables {

    private static final String DC_SYMBOLS = "000102030405060708090a0b";
    private static final HuffmanTable LUMINANCE_DC = table("00010501010101010100000000000000", DC_SYMBOLS);
    private static final HuffmanTable CHROMINANCE_DC = table("00030101010101010101010000000000", DC_SYMBOLS);
    private static final HuffmanTable LUMINANCE_AC = table(
            "0002010303020403050504040000017d",
            "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a"
                    + "3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a"
                    + "92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2"
                    + "e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa");
    private static final HuffmanTable CHROMINANCE_AC = table(
            "00020102040403040705040400010277",
            "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728"
                    + "292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788"
                    + "898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da"
                    + "e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa");

    private StandardTables() {}

    /** Returns a table: 0 for luminance, otherwise the one for color. */
    static HuffmanTable get(boolean direct, int number) {
        if (direct) {
            return number == 0 ? LUMINANCE_DC : CHROMINANCE_DC;
        }
        return number == 0 ? LUMINANCE_AC : CHROMINANCE_AC;
    }

    private static HuffmanTable table(String counts, String symbols) {
        int[] lengths = new int[HuffmanTable.LONGEST + 1];
        byte[] count = HexFormat.of().parseHex(counts);
        for (int i = 0; i < count.length; i++) {
            lengths[i + 1] = count[i];
        }
        try {
            return new HuffmanTable(lengths, HexFormat.of().parseHex(symbols));
        } catch (JpegException e) {
            throw new IllegalStateException("a table of the standard is wrong", e);
        }
    }
}
