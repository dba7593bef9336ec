package asyncio4j.io;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Makes engines, all from one context, which is made at the first one: that is where sessions are kept.
final class TlsEngines {
    private final TlsSettings settings;
    private volatile @Nullable SslContext context; // any thread; made twice at worst

    TlsEngines(TlsSettings settings) {
        this.settings = settings;
    }

    void checkHost(@Nullable String host) {
        if (!settings.server() && settings.verify() && settings.sni() == null && host == null) {
            throw new IllegalArgumentException("TLS without a host name: there is nothing to verify the certificate "
                    + "for; name it with TlsOptions.withSni(...)");
        }
    }

    SSLEngine newEngine(@Nullable String host, int port) throws IOException {
        checkHost(host);
        String name = settings.sni() != null ? settings.sni() : host;
        SSLEngine engine = settings.server() || name == null
                ? context().newEngine(ByteBufAllocator.DEFAULT)
                : context().newEngine(ByteBufAllocator.DEFAULT, name, port);
        if (!settings.server()) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(settings.verify() ? "HTTPS" : "");
            if (name != null && !isAddress(name)) {
                parameters.setServerNames(List.of(new SNIHostName(name)));
            }
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    private static boolean isAddress(String name) {
        return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    }

    private SslContext context() throws IOException {
        SslContext made = context;
        if (made == null) {
            try {
                made = build();
            } catch (GeneralSecurityException e) {
                throw new SSLException("cannot use these TLS options: " + e.getMessage(), e);
            }
            context = made;
        }
        return made;
    }

    private SslContext build() throws IOException, GeneralSecurityException {
        TlsSettings.Identity identity = settings.identity();
        TlsSettings.Trust trust = settings.trust();
        SslContextBuilder builder;
        if (settings.server()) {
            builder = Objects.requireNonNull(identity).newServer();
            builder.clientAuth(
                    switch (settings.clientAuth()) {
                        case NONE -> ClientAuth.NONE;
                        case WANT -> ClientAuth.OPTIONAL;
                        case NEED -> ClientAuth.REQUIRE;
                    });
        } else {
            builder = SslContextBuilder.forClient();
            if (identity != null) {
                identity.applyTo(builder);
            }
        }
        builder.sslProvider(SslProvider.JDK);
        if (!settings.verify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (trust != null) {
            trust.applyTo(builder);
        }
        if (!settings.alpn().isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    settings.alpn()));
        }
        return builder.build();
    }
}
