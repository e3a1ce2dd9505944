package dev.icfrr.benchmarks.campaigns;

/**
 * A reader that a campaign feeds.
 *
 * @param kind of input, for the table
 * @param name of the valid input
 * @param valid the input
 * @param text whether it is text
 * @param reader reads a damaged input
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Target(String kind, String name, byte[] valid, boolean text, Reader reader) {

    /** Reads an input. */
    @FunctionalInterface
    interface Reader {
        /**
         * Reads an input.
         *
         * @return whether it was accepted; false if it was refused as declared
         * @throws Exception if the reader failed in another way
         */
        boolean accepts(byte[] input) throws Exception;
    }
}
