package asyncio4j.io.kit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** An authority of its own and certificates for tests, as PEM files in a folder. */
public final class Pki {
    private final Path folder;
    private final X509Bundle authority;

    /** A certificate chain and its key. */
    public record Identity(Path chain, Path key, X509Bundle bundle) {}

    /** A new authority. */
    public Pki(Path folder) throws Exception {
        this.folder = folder;
        authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=Test Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** The authority's certificate. */
    public Path authority() throws IOException {
        return write("authority.pem", authority.getCertificatePEM());
    }

    /** The authority's certificate and key. */
    public X509Bundle bundle() {
        return authority;
    }

    /** A certificate for {@code host} with an EC key. */
    public Identity host(String host) throws Exception {
        return issued(host, certificate(host).ecp256());
    }

    /** The same with an RSA key. */
    public Identity rsaHost(String host) throws Exception {
        return issued(host + "-rsa", certificate(host).rsa2048());
    }

    /** A certificate that was valid until yesterday. */
    public Identity expired(String host) throws Exception {
        Instant now = Instant.now();
        return issued(
                host + "-expired",
                certificate(host)
                        .ecp256()
                        .notBefore(now.minus(Duration.ofDays(9)))
                        .notAfter(now.minus(Duration.ofDays(1))));
    }

    /** A certificate that nobody but itself has signed. */
    public Identity selfSigned(String host) throws Exception {
        return files(
                host + "-self",
                certificate(host).ecp256().setIsCertificateAuthority(true).buildSelfSigned());
    }

    private static CertificateBuilder certificate(String host) {
        return new CertificateBuilder().subject("CN=" + host).addSanDnsName(host);
    }

    private Identity issued(String name, CertificateBuilder builder) throws Exception {
        return files(name, builder.buildIssuedBy(authority));
    }

    private Identity files(String name, X509Bundle bundle) throws IOException {
        return new Identity(
                write(name + ".pem", bundle.getCertificatePathPEM()),
                write(name + "-key.pem", bundle.getPrivateKeyPEM()),
                bundle);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
