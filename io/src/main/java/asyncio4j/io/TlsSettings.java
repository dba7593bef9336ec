package asyncio4j.io;

import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What [TlsOptions] hold.
record TlsSettings(
        boolean server,
        @Nullable Identity identity,
        @Nullable Trust trust,
        List<String> alpn,
        @Nullable String sni,
        TlsOptions.ClientAuth clientAuth,
        boolean verify) {
    TlsSettings withIdentity(Identity other) {
        return new TlsSettings(server, other, trust, alpn, sni, clientAuth, verify);
    }

    TlsSettings withTrust(Trust other) {
        return new TlsSettings(server, identity, other, alpn, sni, clientAuth, verify);
    }

    TlsSettings withAlpn(List<String> other) {
        return new TlsSettings(server, identity, trust, other, sni, clientAuth, verify);
    }

    TlsSettings withSni(String other) {
        return new TlsSettings(server, identity, trust, alpn, other, clientAuth, verify);
    }

    TlsSettings withClientAuth(TlsOptions.ClientAuth other) {
        return new TlsSettings(server, identity, trust, alpn, sni, other, verify);
    }

    TlsSettings withVerify(boolean on) {
        return new TlsSettings(server, identity, trust, alpn, sni, clientAuth, on);
    }

    /// A certificate and its key.
    sealed interface Identity {
        /// A builder for a server with it.
        SslContextBuilder newServer() throws IOException;

        /// Gives it to a client.
        void applyTo(SslContextBuilder client) throws IOException;
    }

    /// Authorities.
    sealed interface Trust {
        void applyTo(SslContextBuilder builder) throws IOException, GeneralSecurityException;
    }

    record PemIdentity(Path chain, Path key) implements Identity {
        @Override
        public SslContextBuilder newServer() throws IOException {
            try (var c = Files.newInputStream(chain);
                    var k = Files.newInputStream(key)) {
                return SslContextBuilder.forServer(c, k);
            } catch (IllegalArgumentException e) {
                throw unusable(e);
            }
        }

        @Override
        public void applyTo(SslContextBuilder client) throws IOException {
            try (var c = Files.newInputStream(chain);
                    var k = Files.newInputStream(key)) {
                client.keyManager(c, k);
            } catch (IllegalArgumentException e) {
                throw unusable(e);
            }
        }

        private SSLException unusable(IllegalArgumentException e) {
            return new SSLException(
                    "cannot use certificate " + chain + " with key " + key
                            + ": wanted are an X.509 chain, and an RSA or EC key in unencrypted PKCS 8, both in PEM",
                    e);
        }
    }

    record StoreIdentity(KeyManagerFactory keys) implements Identity {
        static StoreIdentity of(KeyStore store, char[] password) {
            try {
                var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(store, password);
                return new StoreIdentity(keys);
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("cannot use the keys of this store: " + e.getMessage(), e);
            }
        }

        @Override
        public SslContextBuilder newServer() {
            return SslContextBuilder.forServer(keys);
        }

        @Override
        public void applyTo(SslContextBuilder client) {
            client.keyManager(keys);
        }
    }

    record PemTrust(Path authorities) implements Trust {
        @Override
        public void applyTo(SslContextBuilder builder) throws IOException {
            try (var in = Files.newInputStream(authorities)) {
                builder.trustManager(in);
            } catch (IllegalArgumentException e) {
                throw new SSLException("cannot read certificates from " + authorities + ": " + e.getMessage(), e);
            }
        }
    }

    record StoreTrust(KeyStore authorities) implements Trust {
        @Override
        public void applyTo(SslContextBuilder builder) throws GeneralSecurityException {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            builder.trustManager(trust);
        }
    }
}
