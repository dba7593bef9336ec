package asyncio4j.io;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// How a connection is secured; immutable.
///
/// A client verifies that the certificate of the server is valid, signed by an authority it trusts, and made out
/// to the host that was asked for. Connections that share one `TlsOptions` share sessions, so the second
/// handshake is shorter. Files are read when they are first needed.
///
/// ```java
/// var tls = TlsOptions.server(Path.of("chain.pem"), Path.of("key.pem"));
/// Streams.startServer(handler, null, 8443, ServeOptions.defaults().withTls(tls));
/// ```
///
/// @since 0.1
public final class TlsOptions {
    /// What a server wants of its clients' certificates.
    ///
    /// @since 0.1
    public enum ClientAuth {
        /// None is asked for.
        NONE,
        /// One is asked for, and verified if it comes.
        WANT,
        /// Without a valid one there is no connection.
        NEED
    }

    private static final TlsOptions CLIENT =
            new TlsOptions(new TlsSettings(false, null, null, List.of(), null, ClientAuth.NONE, true));

    private final TlsSettings settings;
    private final TlsEngines engines;

    private TlsOptions(TlsSettings settings) {
        this.settings = settings;
        engines = new TlsEngines(settings);
    }

    /// A client that trusts the authorities the JDK trusts.
    public static TlsOptions client() {
        return CLIENT;
    }

    /// A server with this certificate (its chain, its own first) and key.
    ///
    /// @param certChainPem X.509, PEM
    /// @param keyPem RSA or EC, PKCS 8, PEM, unencrypted
    public static TlsOptions server(Path certChainPem, Path keyPem) {
        return server(new TlsSettings.PemIdentity(path(certChainPem), path(keyPem)));
    }

    /// A server with the certificate and key that `keys` holds.
    public static TlsOptions server(KeyStore keys, char[] password) {
        return server(TlsSettings.StoreIdentity.of(keys, password));
    }

    private static TlsOptions server(TlsSettings.Identity identity) {
        return new TlsOptions(new TlsSettings(true, identity, null, List.of(), null, ClientAuth.NONE, true));
    }

    private static Path path(Path p) {
        return Objects.requireNonNull(p, "path");
    }

    /// Trusting the authorities in this file, and no others.
    public TlsOptions withTrust(Path pem) {
        return new TlsOptions(settings.withTrust(new TlsSettings.PemTrust(path(pem))));
    }

    /// Trusting the authorities in `authorities`, and no others.
    public TlsOptions withTrust(KeyStore authorities) {
        return new TlsOptions(settings.withTrust(new TlsSettings.StoreTrust(Objects.requireNonNull(authorities))));
    }

    /// With this certificate and key, for a peer that asks for one.
    public TlsOptions withIdentity(Path certChainPem, Path keyPem) {
        return new TlsOptions(settings.withIdentity(new TlsSettings.PemIdentity(path(certChainPem), path(keyPem))));
    }

    /// With the certificate and key that `keys` holds.
    public TlsOptions withIdentity(KeyStore keys, char[] password) {
        return new TlsOptions(settings.withIdentity(TlsSettings.StoreIdentity.of(keys, password)));
    }

    /// Offering these protocols by ALPN, the preferred one first (`h2`, `http/1.1`).
    public TlsOptions withAlpn(String... protocols) {
        return new TlsOptions(settings.withAlpn(List.of(protocols)));
    }

    /// Asking for this host, and verifying the certificate for it, whatever address is connected to.
    ///
    /// @throws IllegalArgumentException if it is empty, or the options are a server's
    public TlsOptions withSni(String host) {
        if (host.isEmpty() || settings.server()) {
            throw new IllegalArgumentException("withSni names the host a client asks for");
        }
        return new TlsOptions(settings.withSni(host));
    }

    /// With or without certificates of clients.
    ///
    /// @throws IllegalArgumentException if the options are a client's
    public TlsOptions withClientAuth(ClientAuth auth) {
        if (!settings.server()) {
            throw new IllegalArgumentException("withClientAuth is for servers");
        }
        return new TlsOptions(settings.withClientAuth(Objects.requireNonNull(auth, "auth")));
    }

    /// Without any check of the other side's certificate: whoever is between can read and change everything. For
    /// tests.
    public TlsOptions withoutVerification() {
        return new TlsOptions(settings.withVerify(false));
    }

    /// Whether these are a server's options.
    public boolean isServer() {
        return settings.server();
    }

    /// The protocols offered by ALPN.
    public List<String> alpn() {
        return settings.alpn();
    }

    /// An engine for one connection.
    ///
    /// @param host what a client was asked to connect to; null for none
    /// @param port its port: sessions are kept by host and port; -1 for none
    /// @throws IllegalArgumentException if a client has no host to verify
    /// @throws IOException if a file cannot be read or is not what it should be
    SSLEngine newEngine(@Nullable String host, int port) throws IOException {
        return engines.newEngine(host, port);
    }

    /// Throws what [#newEngine] would throw for want of a host.
    void checkHost(@Nullable String host) {
        engines.checkHost(host);
    }

    @Override
    public String toString() {
        return settings.server()
                ? "TlsOptions[server, alpn " + alpn() + "]"
                : "TlsOptions[client, alpn " + alpn() + (settings.verify() ? "]" : ", without verification]");
    }
}
