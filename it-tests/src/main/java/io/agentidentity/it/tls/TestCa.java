package io.agentidentity.it.tls;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority kept in one directory, with a certificate for servers on the loopback address. All who name the
 * directory share it, also other processes.
 */
public final class TestCa {

    /** Of every file of every authority. */
    public static final String PASSWORD = "changeit";

    /** The name of every authority. */
    public static final String SUBJECT_DN = "CN=Test CA,O=Agent Identity";

    private static final String CA = "ca";
    private static final int DAYS = 3650;
    private static final AtomicInteger ISSUED = new AtomicInteger();

    private final Path directory;

    private TestCa(Path directory) {
        this.directory = directory;
    }

    /** The authority of that directory, made if it is not there. */
    public static TestCa in(Path directory) {
        TestCa ca = new TestCa(directory);
        try {
            Files.createDirectories(directory);
            synchronized (TestCa.class) {
                try (FileChannel channel = FileChannel.open(
                                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (lock.isValid() && !Files.exists(ca.pem())) {
                        ca.make();
                    }
                }
            }
            return ca;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's key and certificate, as PKCS#12. */
    public Path serverKeyStore() {
        return directory.resolve("server.p12");
    }

    /** TLS of a server that has that key and certificate. */
    public SSLContext serverContext() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(serverKeyStore()), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate alone, as PKCS#12. */
    public Path trustStore() {
        return directory.resolve("trust.p12");
    }

    /** The same as PEM. */
    public Path pem() {
        return directory.resolve("ca.pem");
    }

    /** A new key with a certificate for a TLS client; the name as in {@code CN=batch,O=Example}. */
    public TestCertificate issue(String subjectDn) {
        Path store = directory.resolve("client-" + ProcessHandle.current().pid() + "-" + ISSUED.incrementAndGet());
        try {
            Files.copy(authority(), store);
            new Keytool(store, PASSWORD)
                    .generate("client", subjectDn, 1, "-signer", CA, "-ext", "ExtendedKeyUsage=clientAuth");
            KeyStore issued = load(store);
            issued.deleteEntry(CA);
            return new TestCertificate(issued, "client", load(trustStore()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            deleteIfExists(store);
        }
    }

    private Path authority() {
        return directory.resolve("ca.p12");
    }

    /** The PEM file comes last and says that all is done. */
    private void make() throws IOException, GeneralSecurityException {
        Files.deleteIfExists(authority());
        new Keytool(authority(), PASSWORD).generate(CA, SUBJECT_DN, DAYS, "-ext", "BasicConstraints:critical=ca:true");
        Path server = serverKeyStore();
        Files.deleteIfExists(server);
        Files.copy(authority(), server);
        new Keytool(server, PASSWORD)
                .generate("server", "CN=localhost", DAYS, "-signer", CA, "-ext", "SAN=ip:127.0.0.1,dns:localhost");
        KeyStore keys = load(server);
        Certificate certificate = keys.getCertificate(CA);
        keys.deleteEntry(CA);
        save(keys, server);
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(CA, certificate);
        save(trust, trustStore());
        Files.writeString(
                pem(),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static void save(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
    }

    private static void deleteIfExists(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
