/**
 * Sends signals: collects those of a transaction and, once it has committed, hands them to Keycloak's transmitter on another thread.
 * Shell; it calls the core of signals and {@code ssf}. Whatever happens here, what was signalled has happened and stays so.
 */
package io.agentidentity.signal.emit;
