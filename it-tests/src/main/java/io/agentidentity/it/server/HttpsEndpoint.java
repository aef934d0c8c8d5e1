package io.agentidentity.it.server;

import io.agentidentity.it.tls.TestCa;

/**
 * Where a server listens with TLS and asks for a client's certificate. Tokens fetched here have the same issuer as those
 * fetched through plain HTTP: the hostname is set to that address.
 *
 * @param url without a trailing slash
 * @param ca whose certificates it shows and accepts
 */
public record HttpsEndpoint(String url, TestCa ca) {}
