package dev.icfrr.server.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Addresses of clients. */
final class ClientAddress {
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    /** Parses an IPv4 or IPv6 address without asking a name server. Returns empty for anything else. */
    static Optional<InetAddress> parse(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the address that a client's requests share: an IPv6 client has a network of 64 bits to itself. */
    static String network(String address) {
        return parse(address)
                .filter(Inet6Address.class::isInstance)
                .filter(parsed -> !parsed.isLoopbackAddress())
                .map(parsed -> HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES)))
                .orElse(address);
    }
}
