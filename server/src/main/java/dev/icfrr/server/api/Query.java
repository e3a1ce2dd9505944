package dev.icfrr.server.api;

/** What is searched for. */
public sealed interface Query {

    /** A picture file. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Image(byte[] file) implements Query {}

    /** A feature of the gallery's model. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Vector(float[] feature) implements Query {}

    /** An item of the gallery. */
    record Item(String id) implements Query {}
}
