package dev.icfrr.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.InetAddressSet;

/**
 * Finds the addresses of clients behind proxies. It believes {@code X-Forwarded-For} only of this machine and of named
 * proxies, and reads it from the right: what stands left of the first unknown address is what that client claims.
 * {@code X-Forwarded-Host} is not read, because a page that DNS points to this machine could send it.
 */
public final class TrustedProxies implements HttpConfiguration.Customizer {
    private final InetAddressSet named = new InetAddressSet();

    /**
     * Creates a finder.
     *
     * @param proxies addresses, networks ({@code 10.0.0.0/8}) or names
     * @throws IllegalArgumentException if one of them is none of these
     */
    public TrustedProxies(List<String> proxies) {
        for (String proxy : proxies) {
            try {
                named.add(proxy);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "the proxy '" + proxy
                                + "' must be an address (10.0.0.5), a network (10.0.0.0/8) or a name that has an address",
                        e);
            }
        }
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        if (!(peer instanceof InetSocketAddress socket) || !trusts(socket.getAddress())) {
            return request;
        }
        return client(request.getHeaders().getCSV("X-Forwarded-For", false))
                .<Request>map(address -> new Forwarded(request, new InetSocketAddress(address, socket.getPort())))
                .orElse(request);
    }

    private boolean trusts(InetAddress address) {
        return address.isLoopbackAddress() || named.test(address);
    }

    /** Returns the last address that is no trusted proxy, or the first of all. */
    private Optional<InetAddress> client(List<String> hops) {
        Optional<InetAddress> client = Optional.empty();
        for (String hop : hops.reversed()) {
            Optional<InetAddress> address = ClientAddress.parse(hop.strip());
            if (address.isEmpty()) {
                break;
            }
            client = address;
            if (!trusts(address.get())) {
                break;
            }
        }
        return client;
    }

    /** A request with the address of the client. */
    private static final class Forwarded extends Request.Wrapper {
        private final ConnectionMetaData connection;

        Forwarded(Request request, SocketAddress client) {
            super(request);
            connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return client;
                }
            };
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }
    }
}
