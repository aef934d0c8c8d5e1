package io.agentidentity.it.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A client's key and certificate, and the authority that it expects a server's certificate of. */
public final class TestCertificate {

    private final KeyStore keys;
    private final String alias;
    private final KeyStore trusted;

    TestCertificate(KeyStore keys, String alias, KeyStore trusted) {
        this.keys = keys;
        this.alias = alias;
        this.trusted = trusted;
    }

    public X509Certificate certificate() {
        try {
            return (X509Certificate) keys.getCertificate(alias);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its name as of RFC 2253, such as {@code CN=batch,O=Example}. */
    public String subjectDn() {
        return certificate().getSubjectX500Principal().getName();
    }

    /** The attributes of a Keycloak client with the authenticator {@code client-x509} which this certificate proves. */
    public Map<String, String> clientAttributes() {
        return Map.of(
                "x509.subjectdn",
                subjectDn(),
                "x509.allow.regex.pattern.comparison",
                "false",
                // Known to 26.7 and later only.
                "x509.casubjectdn",
                TestCa.SUBJECT_DN);
    }

    /** The member {@code x5t#S256} of {@code cnf} in a token that is bound to it (RFC 8705). */
    public String thumbprint() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a client that shows it. */
    public SSLContext sslContext() {
        try {
            KeyManagerFactory mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            mine.init(keys, TestCa.PASSWORD.toCharArray());
            TrustManagerFactory theirs = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            theirs.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(mine.getKeyManagers(), theirs.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
